import type { MostWords } from './page-words.ts'

export const es: MostWords = {
  frame: {
    detailsAtStripe: 'Usted introduce sus datos en las páginas de Stripe. Aquí no se ven ni se guardan.',
    questions: '¿Tiene preguntas? Póngase en contacto con {contact}.',
    somePlatform: 'la plataforma que le envió el enlace',
    reference: 'Mencione esta referencia: {reference}',
    tryAgain: 'Volver a intentarlo',
    wait: 'Un momento …',
  },
  plain: {
    root: {
      title: 'Prepárese para recibir pagos',
      text: '{platform} paga a través de Stripe. Si ha recibido un enlace, ábralo en su mensaje.',
    },
    checking: { title: 'Un momento …', text: 'Estamos comprobando su enlace.' },
    needsLink: { title: 'Esta página necesita su enlace', text: 'Abra el enlace del mensaje que recibió.' },
    noScript: {
      title: 'Esta página necesita JavaScript',
      text: 'JavaScript está desactivado en este navegador. Actívelo y vuelva a cargar la página, o abra su enlace en otro navegador o en su teléfono. Si no funciona, póngase en contacto con {contact}.',
    },
    outdated: {
      title: 'Su navegador es demasiado antiguo',
      text: 'Esta página no funciona en él. Abra su enlace en otro navegador o en su teléfono.',
    },
    late: 'Esta página necesita JavaScript y ya debería haber continuado. Vuelva a cargarla. Si eso no ayuda, active JavaScript, desactive las extensiones del navegador para esta página o abra su enlace en otro navegador. Si no funciona, póngase en contacto con {contact}.',
    broken: {
      title: 'Esta página no funciona en este navegador',
      text: 'No se ha perdido nada. Vuelva a cargar la página. Si eso no ayuda, desactive las extensiones del navegador para ella, o abra su enlace en otro navegador o en su teléfono. Si no funciona, póngase en contacto con {contact}.',
      button: 'Volver a cargar',
    },
  },
  errors: {
    notFound: {
      title: 'Esta página no existe',
      text: 'Si ha recibido un enlace, vuelva a abrirlo en su mensaje o cópielo completo.',
    },
    malformed: {
      title: 'Esta dirección no es válida',
      text: 'Vuelva a abrir el enlace en su mensaje o cópielo completo. Si sigue sin funcionar, póngase en contacto con {contact}.',
    },
    tooMany: {
      title: 'Demasiados intentos',
      text: 'Espere un minuto y vuelva a cargar esta página. No se ha perdido nada.',
    },
    unavailable: {
      title: 'No podemos responder en este momento',
      text: 'No se ha perdido nada y su enlace sigue funcionando. Vuelva a cargar esta página en un momento.',
    },
    failed: {
      title: 'Algo ha ido mal',
      text: 'No se ha perdido nada. Vuelva a cargar esta página. Si eso no ayuda, póngase en contacto con {contact}.',
    },
  },
  link: {
    title: {
      onboarding: 'Prepárese para recibir pagos',
      update: 'Stripe necesita algunos datos más',
      again: 'Continúe donde lo dejó',
    },
    greeting: 'Hola, {name}.',
    intro:
      '{platform} le paga a través de Stripe. En la página siguiente, Stripe le pide los datos que necesita para ello.',
    introAsks:
      '{platform} le paga a través de Stripe. En la página siguiente, Stripe le pide lo que necesita para ello:',
    askBy: '{what}, antes del {date}',
    askError: '{what}. {error}',
    prepare:
      'Tenga a mano sus datos bancarios y un documento de identidad y, si se trata de una empresa, sus datos de registro. Le llevará unos diez minutos. Puede interrumpir el proceso en cualquier momento y continuar más tarde con el mismo enlace.',
    until: 'Su enlace funciona hasta el {date}.',
    button: 'Continuar a Stripe',
    connecting: 'Conectando con Stripe …',
  },
  closed: {
    expired: {
      title: 'Este enlace ha caducado',
      byEmail:
        'Los enlaces funcionan durante un tiempo limitado, pero puede solicitar uno nuevo. Lo que ha introducido hasta ahora está guardado.',
      byContact:
        'Lo que ha introducido hasta ahora está guardado. Para obtener un enlace nuevo, póngase en contacto con {contact}.',
    },
    replaced: {
      title: 'Este enlace ha sido sustituido',
      byEmail:
        'Hay un enlace más reciente. Utilice el enlace del último mensaje. Si no lo encuentra, solicite uno nuevo.',
      byContact:
        'Hay un enlace más reciente. Utilice el enlace del último mensaje. Si no lo encuentra, póngase en contacto con {contact}.',
    },
    revoked: {
      title: 'Este enlace ya no funciona',
      text: 'Hay un enlace más reciente, o este ha sido revocado. Utilice el enlace del último mensaje. Si no lo encuentra, póngase en contacto con {contact}.',
    },
    moreNeeded: {
      title: 'Stripe necesita algunos datos más',
      byEmail: 'Stripe los necesita para pagarle. Podemos enviarle por correo electrónico un enlace a su página:',
      byContact: 'Stripe necesita lo que se indica más abajo. Póngase en contacto con {contact}.',
    },
    inReview: {
      title: 'Stripe está comprobando sus datos',
      text: 'Ha enviado todo lo que Stripe ha pedido. Vuelva a abrir este enlace para ver si necesita algo más.',
    },
    onHold: {
      title: 'Stripe aún no ha activado su cuenta',
      text: 'Ha enviado todo lo que Stripe ha pedido. Si tiene preguntas, póngase en contacto con {contact}.',
    },
    done: {
      title: 'Ya ha terminado',
      text: 'Stripe tiene sus datos y no queda nada por hacer. Vuelva a abrir este enlace para ver si necesita algo más.',
    },
    completed: { title: 'Este enlace ya se ha completado', text: 'Póngase en contacto con {contact}.' },
    unavailable: {
      title: 'Stripe no puede abrir esta cuenta',
      text: 'Su cuenta de Stripe está cerrada, o Stripe no la ha aceptado. Póngase en contacto con {contact}.',
    },
  },
  newLink: {
    button: 'Enviarme un enlace nuevo',
    title: 'Revise su correo',
    text: 'Un enlace nuevo va de camino a la dirección de correo electrónico suya que tiene {platform}. Puede tardar unos minutos. Revise también la carpeta de correo no deseado.',
    limit: 'Puede solicitar hasta tres enlaces al día.',
  },
  country: {
    which: {
      title: '¿Dónde tiene su sede su empresa?',
      text: 'Stripe necesita saber en qué país está registrada su empresa. Después no se puede cambiar.',
    },
    unfit: {
      title: 'No es posible en este país',
      text: 'Stripe no permite que {platform} pague a empresas como la suya en el país elegido. Si se ha equivocado, elija otro. Si no, póngase en contacto con {contact}.',
    },
    label: 'País de su empresa',
    choose: 'Elija un país',
  },
  code: {
    sent: {
      title: 'Introduzca el código de su correo',
      text: '{platform} se asegura de que es usted: se ha enviado un código de seis cifras a {address}. Es válido durante diez minutos. Revise también la carpeta de correo no deseado.',
    },
    wrong: {
      title: 'Este no es el código',
      text: 'Compruebe el código en el correo más reciente enviado a {address} y vuelva a intentarlo.',
    },
    over: {
      title: 'Este código ya no es válido',
      text: 'Es demasiado antiguo, se ha probado demasiadas veces o hay uno más reciente. Puede hacer que se envíe otro a {address}.',
    },
    notSent: {
      title: 'No se ha podido enviar el código',
      text: 'No se ha perdido nada y su enlace sigue funcionando. Inténtelo de nuevo en un momento. Si no ayuda, póngase en contacto con {contact}.',
    },
    tooMany: {
      title: 'Demasiados códigos',
      text: 'Se han solicitado demasiados códigos para este enlace. Espere una hora y vuelva a intentarlo. No se ha perdido nada.',
    },
    label: 'Código',
    sending: 'Enviando el código …',
    another: 'Enviar otro código',
  },
  landing: {
    done: {
      title: 'Todo listo',
      text: 'Stripe tiene sus datos. Puede cerrar esta página. Para ver si Stripe necesita algo más, vuelva a abrir su enlace.',
    },
    incomplete: {
      title: 'Todavía falta algo',
      text: 'Stripe aún necesita algunos datos. Lo que ha introducido hasta ahora está guardado.',
    },
    again: {
      title: 'Continúe donde lo dejó',
      text: 'La página de Stripe ya se ha utilizado o ha caducado. Lo que ha introducido hasta ahora está guardado.',
    },
    unknown: {
      title: 'No se puede contactar con Stripe en este momento',
      text: 'No se ha perdido nada. Vuelva a intentarlo en un momento.',
    },
    busy: {
      title: 'Demasiados intentos',
      text: 'Espere un poco y vuelva a intentarlo. No se ha perdido nada.',
    },
    invalid: { title: 'Esta dirección no es válida', text: 'Vuelva a abrir el enlace en su mensaje.' },
    expired: {
      title: 'Su enlace ha caducado',
      text: 'Abra el enlace del último mensaje. Si no funciona, póngase en contacto con {contact}.',
    },
    revoked: {
      title: 'Su enlace ha sido sustituido',
      text: 'Abra el enlace del último mensaje. Si no funciona, póngase en contacto con {contact}.',
    },
    openAgain: 'Para continuar, vuelva a abrir el enlace en su mensaje.',
  },
  problems: {
    notValid: {
      title: 'Este enlace no es válido',
      text: 'Compruebe que ha copiado completo el enlace del mensaje. Si sigue sin funcionar, póngase en contacto con {contact}.',
    },
    tooMany: {
      title: 'Demasiados intentos',
      text: 'Espere un minuto y vuelva a intentarlo. No se ha perdido nada.',
    },
    offline: {
      title: 'Ha fallado la conexión',
      text: 'Compruebe su conexión a internet y vuelva a intentarlo. Si otras páginas funcionan, es posible que algo bloquee esta: una extensión del navegador o un cortafuegos. No se ha perdido nada.',
    },
    timeout: {
      title: 'La respuesta tarda demasiado',
      text: 'No se ha perdido nada y su enlace sigue funcionando. Vuelva a intentarlo en un momento.',
    },
    busy: {
      title: 'No podemos responder en este momento',
      text: 'No se ha perdido nada y su enlace sigue funcionando. Vuelva a intentarlo en un momento.',
    },
    stripe: {
      title: 'No se puede contactar con Stripe en este momento',
      text: 'No se ha perdido nada y su enlace sigue funcionando. Vuelva a intentarlo en un momento.',
    },
    other: { title: 'Algo ha ido mal', text: 'No se ha perdido nada. Póngase en contacto con {contact}.' },
  },
  reminders: {
    ask: {
      title: '¿No recibir más recordatorios?',
      text: '{platform} le envía recordatorios por correo hasta que Stripe tenga sus datos. Sin recordatorios, seguirá recibiendo un correo si Stripe le pide algo nuevo o si se acerca una fecha límite.',
      button: 'Detener los recordatorios',
    },
    stopped: {
      title: 'Ya no recibirá recordatorios',
      text: 'Su enlace funciona como antes. Seguirá recibiendo un correo si Stripe le pide algo nuevo o si se acerca una fecha límite.',
      button: 'Volver a recibir recordatorios',
    },
    resumed: {
      title: 'Volverá a recibir recordatorios',
      text: '{platform} le envía recordatorios por correo hasta que Stripe tenga sus datos.',
      button: 'Detener los recordatorios',
    },
    unknown: {
      title: 'Este enlace no funciona',
      text: 'Es demasiado antiguo o está incompleto. Use el enlace del último recordatorio o póngase en contacto con {contact}.',
    },
  },
}
