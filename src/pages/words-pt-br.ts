import type { MostWords } from './page-words.ts'

export const ptBr: MostWords = {
  frame: {
    detailsAtStripe: 'Você informa seus dados nas páginas da Stripe. Eles não são vistos nem guardados aqui.',
    questions: 'Dúvidas? Entre em contato com {contact}.',
    somePlatform: 'a plataforma que enviou seu link',
    reference: 'Informe esta referência: {reference}',
    tryAgain: 'Tentar novamente',
    wait: 'Um momento …',
  },
  plain: {
    root: {
      title: 'Prepare-se para receber pagamentos',
      text: '{platform} paga por meio da Stripe. Se você recebeu um link, abra-o na sua mensagem.',
    },
    checking: { title: 'Um momento …', text: 'Verificando seu link.' },
    needsLink: { title: 'Esta página precisa do seu link', text: 'Abra o link na mensagem que você recebeu.' },
    noScript: {
      title: 'Esta página precisa de JavaScript',
      text: 'O JavaScript está desativado neste navegador. Ative-o e recarregue a página, ou abra seu link em outro navegador ou no celular. Se não funcionar, entre em contato com {contact}.',
    },
    outdated: {
      title: 'Seu navegador é muito antigo',
      text: 'Esta página não funciona nele. Abra seu link em outro navegador ou no celular.',
    },
    late: 'Esta página precisa de JavaScript e já deveria ter continuado. Recarregue-a. Se isso não ajudar, ative o JavaScript, desative as extensões do navegador para esta página ou abra seu link em outro navegador. Se não funcionar, entre em contato com {contact}.',
    broken: {
      title: 'Esta página não funciona neste navegador',
      text: 'Nada foi perdido. Recarregue a página. Se isso não ajudar, desative as extensões do navegador para ela, ou abra seu link em outro navegador ou no celular. Se não funcionar, entre em contato com {contact}.',
      button: 'Recarregar',
    },
  },
  errors: {
    notFound: {
      title: 'Esta página não existe',
      text: 'Se você recebeu um link, abra-o novamente na sua mensagem ou copie-o por inteiro.',
    },
    malformed: {
      title: 'Este endereço não é válido',
      text: 'Abra novamente o link na sua mensagem ou copie-o por inteiro. Se ainda não funcionar, entre em contato com {contact}.',
    },
    tooMany: {
      title: 'Muitas tentativas',
      text: 'Aguarde um minuto e recarregue esta página. Nada foi perdido.',
    },
    unavailable: {
      title: 'Não podemos responder agora',
      text: 'Nada foi perdido, e seu link ainda funciona. Recarregue esta página em instantes.',
    },
    failed: {
      title: 'Algo deu errado',
      text: 'Nada foi perdido. Recarregue esta página. Se isso não ajudar, entre em contato com {contact}.',
    },
  },
  link: {
    title: {
      onboarding: 'Prepare-se para receber pagamentos',
      update: 'A Stripe precisa de mais algumas informações',
      again: 'Continue de onde você parou',
    },
    greeting: 'Olá, {name}!',
    intro:
      '{platform} paga você por meio da Stripe. Na próxima página, a Stripe pede as informações de que precisa para isso.',
    introAsks:
      '{platform} paga você por meio da Stripe. Na próxima página, a Stripe pede o que é necessário para isso:',
    askBy: '{what}, até {date}',
    askError: '{what}. {error}',
    prepare:
      'Tenha em mãos seus dados bancários e um documento de identidade e, no caso de uma empresa, os dados de registro. Leva cerca de dez minutos. Você pode parar a qualquer momento e continuar mais tarde com o mesmo link.',
    until: 'Seu link funciona até {date}.',
    button: 'Continuar para a Stripe',
    connecting: 'Conectando à Stripe …',
  },
  closed: {
    expired: {
      title: 'Este link expirou',
      byEmail: 'Os links funcionam por tempo limitado, mas você pode pedir um novo. O que você já informou está salvo.',
      byContact: 'O que você já informou está salvo. Para obter um novo link, entre em contato com {contact}.',
    },
    replaced: {
      title: 'Este link foi substituído',
      byEmail: 'Há um link mais recente. Use o link da mensagem mais recente. Se não o encontrar, peça um novo.',
      byContact:
        'Há um link mais recente. Use o link da mensagem mais recente. Se não o encontrar, entre em contato com {contact}.',
    },
    revoked: {
      title: 'Este link não funciona mais',
      text: 'Há um link mais recente, ou este foi revogado. Use o link da mensagem mais recente. Se não o encontrar, entre em contato com {contact}.',
    },
    moreNeeded: {
      title: 'A Stripe precisa de mais algumas informações',
      byEmail: 'A Stripe precisa disto para pagar você. Podemos enviar por e-mail um link para a página:',
      byContact: 'A Stripe precisa do que está listado abaixo. Entre em contato com {contact}.',
    },
    inReview: {
      title: 'A Stripe está verificando suas informações',
      text: 'Você enviou tudo o que a Stripe pediu. Abra este link novamente para ver se ela precisa de mais alguma coisa.',
    },
    onHold: {
      title: 'A Stripe ainda não ativou sua conta',
      text: 'Você enviou tudo o que a Stripe pediu. Em caso de dúvidas, entre em contato com {contact}.',
    },
    done: {
      title: 'Tudo concluído',
      text: 'A Stripe tem suas informações, e não há mais nada a fazer. Abra este link novamente para ver se ela precisa de mais alguma coisa.',
    },
    completed: { title: 'Este link já foi concluído', text: 'Entre em contato com {contact}.' },
    unavailable: {
      title: 'A Stripe não pode abrir esta conta',
      text: 'Sua conta na Stripe está encerrada, ou a Stripe não a aceitou. Entre em contato com {contact}.',
    },
  },
  newLink: {
    button: 'Enviar um novo link',
    title: 'Verifique sua caixa de entrada',
    text: 'Um novo link está a caminho do endereço de e-mail que {platform} tem para você. Isso pode levar alguns minutos. Verifique também a pasta de spam.',
    limit: 'Você pode pedir até três links por dia.',
  },
  country: {
    which: {
      title: 'Onde fica sua empresa?',
      text: 'A Stripe precisa saber em que país sua empresa está registrada. Isso não pode ser alterado depois.',
    },
    unfit: {
      title: 'Não é possível neste país',
      text: 'A Stripe não permite que {platform} pague empresas como a sua no país escolhido. Se escolheu o país errado, escolha novamente. Caso contrário, entre em contato com {contact}.',
    },
    label: 'País da sua empresa',
    choose: 'Escolha um país',
  },
  code: {
    sent: {
      title: 'Digite o código do seu e-mail',
      text: '{platform} confirma que é você: um código de seis dígitos foi enviado para {address}. Ele vale por dez minutos. Verifique também a pasta de spam.',
    },
    wrong: {
      title: 'Este não é o código',
      text: 'Confira o código no e-mail mais recente enviado para {address} e tente novamente.',
    },
    over: {
      title: 'Este código não vale mais',
      text: 'Ele é antigo demais, foi tentado vezes demais ou há um mais recente. Você pode pedir outro para {address}.',
    },
    notSent: {
      title: 'Não foi possível enviar o código',
      text: 'Nada se perdeu, e seu link ainda funciona. Tente novamente em instantes. Se não ajudar, entre em contato com {contact}.',
    },
    tooMany: {
      title: 'Códigos demais',
      text: 'Foram pedidos códigos demais para este link. Aguarde uma hora e tente novamente. Nada se perdeu.',
    },
    label: 'Código',
    sending: 'Enviando o código …',
    another: 'Enviar outro código',
  },
  landing: {
    done: {
      title: 'Tudo pronto',
      text: 'A Stripe tem suas informações. Você pode fechar esta página. Para ver se a Stripe precisa de mais alguma coisa, abra seu link novamente.',
    },
    incomplete: {
      title: 'Ainda falta um pouco',
      text: 'A Stripe ainda precisa de algumas informações. O que você já informou está salvo.',
    },
    again: {
      title: 'Continue de onde você parou',
      text: 'A página da Stripe já foi usada ou expirou. O que você já informou está salvo.',
    },
    unknown: {
      title: 'Não é possível acessar a Stripe agora',
      text: 'Nada foi perdido. Tente novamente em instantes.',
    },
    busy: { title: 'Muitas tentativas', text: 'Aguarde um pouco e tente novamente. Nada foi perdido.' },
    invalid: { title: 'Este endereço não é válido', text: 'Abra novamente o link na sua mensagem.' },
    expired: {
      title: 'Seu link expirou',
      text: 'Abra o link da mensagem mais recente. Se não funcionar, entre em contato com {contact}.',
    },
    revoked: {
      title: 'Seu link foi substituído',
      text: 'Abra o link da mensagem mais recente. Se não funcionar, entre em contato com {contact}.',
    },
    openAgain: 'Para continuar, abra novamente o link na sua mensagem.',
  },
  problems: {
    notValid: {
      title: 'Este link não é válido',
      text: 'Verifique se você copiou o link inteiro da mensagem. Se ainda não funcionar, entre em contato com {contact}.',
    },
    tooMany: { title: 'Muitas tentativas', text: 'Aguarde um minuto e tente novamente. Nada foi perdido.' },
    offline: {
      title: 'Falha na conexão',
      text: 'Verifique sua conexão com a internet e tente novamente. Se outras páginas funcionam, talvez algo esteja bloqueando esta: uma extensão do navegador ou um firewall. Nada foi perdido.',
    },
    timeout: {
      title: 'A resposta está demorando demais',
      text: 'Nada foi perdido, e seu link ainda funciona. Tente novamente em instantes.',
    },
    busy: {
      title: 'Não podemos responder agora',
      text: 'Nada foi perdido, e seu link ainda funciona. Tente novamente em instantes.',
    },
    stripe: {
      title: 'Não é possível acessar a Stripe agora',
      text: 'Nada foi perdido, e seu link ainda funciona. Tente novamente em instantes.',
    },
    other: { title: 'Algo deu errado', text: 'Nada foi perdido. Entre em contato com {contact}.' },
  },
  reminders: {
    ask: {
      title: 'Não receber mais lembretes?',
      text: '{platform} envia lembretes por e-mail até que a Stripe tenha suas informações. Sem lembretes, você ainda recebe um e-mail se a Stripe pedir algo novo ou se um prazo estiver próximo.',
      button: 'Parar os lembretes',
    },
    stopped: {
      title: 'Você não receberá mais lembretes',
      text: 'Seu link funciona como antes. Você ainda recebe um e-mail se a Stripe pedir algo novo ou se um prazo estiver próximo.',
      button: 'Voltar a receber lembretes',
    },
    resumed: {
      title: 'Você voltará a receber lembretes',
      text: '{platform} envia lembretes por e-mail até que a Stripe tenha suas informações.',
      button: 'Parar os lembretes',
    },
    unknown: {
      title: 'Este link não funciona',
      text: 'Ele é antigo demais ou está incompleto. Use o link do último lembrete ou entre em contato com {contact}.',
    },
  },
}
