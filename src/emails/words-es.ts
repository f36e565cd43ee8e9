import type { EmailWords } from './email-words.ts'

export const es: EmailWords = {
  greeting: 'Hola, {name}:',
  greetingWithoutName: 'Hola:',
  subject: {
    onboarding: 'Prepárese para recibir los pagos de {platform}',
    update: '{platform}: Stripe necesita algunos datos más de usted',
    action_required: '{platform}: Stripe necesita algo de usted',
    submitted: '{platform}: sus datos se han enviado y Stripe necesita algo más',
    deadline: '{platform}: se acerca el plazo para sus datos',
    reminder: 'Recordatorio: {subject}',
    second_browser: 'Su enlace de {platform} se ha abierto en otro navegador',
    completed: 'Sus datos para {platform} se han enviado a Stripe',
    done: '{platform} ya puede pagarle',
    code: 'Su código para {platform}',
  },
  paysThrough: '{platform} le paga a través de Stripe.',
  reason: {
    onboarding: 'Antes, Stripe necesita algunos datos de usted.',
    update: 'Para continuar, Stripe necesita algunos datos más de usted.',
    onHold: 'Los pagos a su favor están en espera hasta que Stripe tenga los datos indicados más abajo.',
    toKeep: 'Para que siga recibiendo sus pagos, Stripe necesita los datos indicados más abajo.',
    toKeepBy: 'Para que siga recibiendo sus pagos, Stripe necesita los datos indicados más abajo antes del {date}.',
    notFinished: 'Todavía no ha terminado.',
  },
  submitted: 'Sus datos se enviaron a Stripe el {submitted}.',
  effort: {
    onboarding:
      'Tenga a mano sus datos bancarios y un documento de identidad y, si se trata de una empresa, sus datos de registro. Le llevará unos diez minutos. Puede interrumpir el proceso en cualquier momento y continuar más tarde con el mismo enlace.',
    update:
      'Le llevará unos minutos. Puede interrumpir el proceso en cualquier momento y continuar más tarde con el mismo enlace.',
  },
  asks: 'Lo que necesita Stripe:',
  askBy: '{what} (antes del {date})',
  askError: '{what}: {error}',
  link: 'Su enlace:',
  button: 'Abrir su enlace',
  copy: 'Si el enlace no se abre, copie esta dirección en su navegador:',
  until: 'El enlace es válido hasta el {date}. Es solo para usted: no lo comparta.',
  unexpected: 'Si no esperaba este correo, puede ignorarlo.',
  notSubmitted:
    'Si usted no envió ningún dato, es posible que otra persona lo haya hecho en su nombre. Póngase en contacto de inmediato con {platform}, antes de que se realice ningún pago.',
  happened: {
    second_browser:
      'El enlace que {platform} le envió se abrió en un segundo navegador el {date}. Si fue usted, por ejemplo en su teléfono, no tiene que hacer nada.',
    completed:
      'El {date} se enviaron datos que Stripe necesita para pagarle por {platform}. Si fue usted, puede volver a abrir su enlace en cualquier momento para ver si Stripe necesita algo más.',
    done: 'Stripe tiene todo lo que necesita: {platform} ya puede pagarle. No tiene que hacer nada más.',
  },
  ifNotYou: {
    second_browser:
      'Si no fue usted, es posible que otra persona tenga su enlace. Póngase en contacto de inmediato con {platform}: puede revocar el enlace y enviarle uno nuevo.',
    completed:
      'Si no fue usted, es posible que otra persona haya introducido datos en su nombre. Póngase en contacto de inmediato con {platform}, antes de que se realice ningún pago.',
    done: 'Si usted no introdujo sus datos en Stripe, es posible que otra persona lo haya hecho en su nombre. Póngase en contacto de inmediato con {platform}, antes de que se realice ningún pago.',
  },
  code: {
    enter: 'Introduzca este código en la página que abrió su enlace de {platform}:',
    works: 'El código es válido una sola vez, durante diez minutos.',
    notYou:
      'No comunique el código a nadie: {platform} nunca lo pide por teléfono ni por correo. Si no lo solicitó, es posible que otra persona tenga su enlace. Póngase en contacto con {platform}.',
  },
  support: '¿Tiene alguna pregunta? Escriba a {address}.',
  stop: 'No recibir más recordatorios',
  inApp: {
    in_review: 'Stripe está revisando sus datos. No tiene que hacer nada.',
    on_hold: 'Los pagos a su favor están suspendidos. Póngase en contacto con {platform} para obtener más información.',
    unavailable:
      '{platform} no puede pagarle a través de Stripe. Póngase en contacto con {platform} para obtener más información.',
    proceed: 'Continuar',
  },
}
