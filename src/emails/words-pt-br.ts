import type { EmailWords } from './email-words.ts'

export const ptBr: EmailWords = {
  greeting: 'Olá, {name}!',
  greetingWithoutName: 'Olá!',
  subject: {
    onboarding: 'Prepare-se para receber os pagamentos de {platform}',
    update: '{platform}: a Stripe precisa de mais algumas informações suas',
    action_required: '{platform}: a Stripe precisa de informações suas',
    submitted: '{platform}: suas informações foram enviadas, e a Stripe precisa de mais alguma coisa',
    deadline: '{platform}: o prazo para as suas informações está próximo',
    reminder: 'Lembrete: {subject}',
    second_browser: 'Seu link de {platform} foi aberto em outro navegador',
    completed: 'Suas informações para {platform} foram enviadas à Stripe',
    done: '{platform} já pode pagar você',
    code: 'Seu código para {platform}',
  },
  paysThrough: '{platform} paga você por meio da Stripe.',
  reason: {
    onboarding: 'Antes disso, a Stripe precisa de algumas informações suas.',
    update: 'Para continuar, a Stripe precisa de mais algumas informações suas.',
    onHold: 'Os pagamentos a você estão suspensos até que a Stripe receba as informações abaixo.',
    toKeep: 'Para que você continue recebendo, a Stripe precisa das informações abaixo.',
    toKeepBy: 'Para que você continue recebendo, a Stripe precisa das informações abaixo até {date}.',
    notFinished: 'Você ainda não terminou.',
  },
  submitted: 'Suas informações foram enviadas à Stripe em {submitted}.',
  effort: {
    onboarding:
      'Tenha em mãos seus dados bancários e um documento de identidade e, no caso de uma empresa, os dados de registro. Leva cerca de dez minutos. Você pode parar a qualquer momento e continuar mais tarde com o mesmo link.',
    update: 'Leva alguns minutos. Você pode parar a qualquer momento e continuar mais tarde com o mesmo link.',
  },
  asks: 'Do que a Stripe precisa:',
  askBy: '{what} (até {date})',
  askError: '{what}: {error}',
  link: 'Seu link:',
  button: 'Abrir seu link',
  copy: 'Se o link não abrir, copie este endereço para o seu navegador:',
  until: 'O link funciona até {date}. Ele é só para você: não o compartilhe.',
  unexpected: 'Se você não esperava este e-mail, pode ignorá-lo.',
  notSubmitted:
    'Se você não enviou informações, outra pessoa pode ter feito isso em seu nome. Entre em contato imediatamente com {platform}, antes de qualquer pagamento.',
  happened: {
    second_browser:
      'O link que {platform} enviou a você foi aberto em um segundo navegador em {date}. Se foi você, por exemplo no seu celular, não é preciso fazer nada.',
    completed:
      'Em {date} foram enviadas informações de que a Stripe precisa para pagar você por {platform}. Se foi você, pode abrir seu link novamente a qualquer momento para ver se a Stripe precisa de mais alguma coisa.',
    done: 'A Stripe tem tudo de que precisa: {platform} já pode pagar você. Não é preciso fazer mais nada.',
  },
  ifNotYou: {
    second_browser:
      'Se não foi você, outra pessoa pode ter o seu link. Entre em contato imediatamente com {platform}, que pode revogar o link e enviar um novo a você.',
    completed:
      'Se não foi você, outra pessoa pode ter inserido informações em seu nome. Entre em contato imediatamente com {platform}, antes de qualquer pagamento.',
    done: 'Se você não inseriu suas informações na Stripe, outra pessoa pode ter feito isso em seu nome. Entre em contato imediatamente com {platform}, antes de qualquer pagamento.',
  },
  code: {
    enter: 'Digite este código na página que seu link de {platform} abriu:',
    works: 'O código vale uma única vez, por dez minutos.',
    notYou:
      'Não informe o código a ninguém: {platform} nunca o pede por telefone ou e-mail. Se você não o solicitou, outra pessoa pode ter o seu link. Entre em contato com {platform}.',
  },
  support: 'Dúvidas? Escreva para {address}.',
  stop: 'Não receber mais lembretes',
  inApp: {
    in_review: 'A Stripe está verificando suas informações. Não é preciso fazer nada.',
    on_hold: 'Os pagamentos a você estão suspensos. Entre em contato com {platform} para saber mais.',
    unavailable: '{platform} não pode pagar você pela Stripe. Entre em contato com {platform} para saber mais.',
    proceed: 'Continuar',
  },
}
