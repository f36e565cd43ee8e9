import type { Locale } from '../domain/locale.ts'
import type { PageWords } from './page-words.ts'

/** The words of the page where a client asks for its link, in each language. */
export const START_WORDS: Readonly<Record<Locale, PageWords['start']>> = {
  en: {
    ask: {
      title: 'Get your link by email',
      text: 'Enter the email address that {platform} has for you. Your link goes there.',
    },
    label: 'Email address',
    button: 'Send me a link',
    faulty: {
      title: 'Please check the address',
      text: 'Enter one complete email address, such as ada@example.com.',
    },
    sent: {
      title: 'Check your inbox',
      text: 'If {platform} has this address and there is something for you to do, a link is on its way. This may take a few minutes. Please also check your spam folder. You get up to three links a day.',
    },
    noEmail: {
      title: 'No links are sent from here',
      text: 'This page cannot send emails. Please ask {contact} for a link.',
    },
  },
  de: {
    ask: {
      title: 'Ihr Link per E-Mail',
      text: 'Geben Sie die E-Mail-Adresse ein, die {platform} von Ihnen hat. Dorthin geht Ihr Link.',
    },
    label: 'E-Mail-Adresse',
    button: 'Link senden',
    faulty: {
      title: 'Bitte prüfen Sie die Adresse',
      text: 'Geben Sie eine vollständige E-Mail-Adresse ein, zum Beispiel ada@example.com.',
    },
    sent: {
      title: 'Sehen Sie in Ihrem Postfach nach',
      text: 'Wenn {platform} diese Adresse hat und Sie noch etwas zu tun haben, ist ein Link unterwegs. Das kann einige Minuten dauern. Bitte sehen Sie auch im Spam-Ordner nach. Sie bekommen bis zu drei Links am Tag.',
    },
    noEmail: {
      title: 'Von hier werden keine Links gesendet',
      text: 'Diese Seite kann keine E-Mails senden. Bitte wenden Sie sich für einen Link an {contact}.',
    },
  },
  fr: {
    ask: {
      title: 'Recevez votre lien par e-mail',
      text: 'Saisissez l’adresse e-mail que {platform} a pour vous. Votre lien y sera envoyé.',
    },
    label: 'Adresse e-mail',
    button: 'M’envoyer un lien',
    faulty: {
      title: 'Vérifiez l’adresse',
      text: 'Saisissez une seule adresse e-mail complète, par exemple ada@example.com.',
    },
    sent: {
      title: 'Consultez votre boîte de réception',
      text: 'Si {platform} a cette adresse et s’il vous reste quelque chose à faire, un lien est en route. Cela peut prendre quelques minutes. Vérifiez aussi votre dossier de courrier indésirable. Vous recevez jusqu’à trois liens par jour.',
    },
    noEmail: {
      title: 'Aucun lien n’est envoyé d’ici',
      text: 'Cette page ne peut pas envoyer d’e-mails. Veuillez demander un lien à {contact}.',
    },
  },
  es: {
    ask: {
      title: 'Reciba su enlace por correo',
      text: 'Introduzca la dirección de correo electrónico suya que tiene {platform}. Allí recibirá su enlace.',
    },
    label: 'Correo electrónico',
    button: 'Enviarme un enlace',
    faulty: {
      title: 'Compruebe la dirección',
      text: 'Introduzca una sola dirección de correo completa, por ejemplo ada@example.com.',
    },
    sent: {
      title: 'Revise su correo',
      text: 'Si {platform} tiene esta dirección y a usted le queda algo por hacer, un enlace va de camino. Puede tardar unos minutos. Revise también la carpeta de correo no deseado. Recibirá hasta tres enlaces al día.',
    },
    noEmail: {
      title: 'Desde aquí no se envían enlaces',
      text: 'Esta página no puede enviar correos. Pida un enlace a {contact}.',
    },
  },
  it: {
    ask: {
      title: 'Riceva il Suo link per e-mail',
      text: 'Inserisca l’indirizzo e-mail Suo che ha {platform}. Riceverà il link a quell’indirizzo.',
    },
    label: 'Indirizzo e-mail',
    button: 'Inviami un link',
    faulty: {
      title: 'Controlli l’indirizzo',
      text: 'Inserisca un solo indirizzo e-mail completo, per esempio ada@example.com.',
    },
    sent: {
      title: 'Controlli la Sua posta',
      text: 'Se {platform} ha questo indirizzo e Le resta qualcosa da fare, un link è in arrivo. Può richiedere alcuni minuti. Controlli anche la cartella dello spam. Riceve fino a tre link al giorno.',
    },
    noEmail: {
      title: 'Da qui non si inviano link',
      text: 'Questa pagina non può inviare e-mail. Chieda un link a {contact}.',
    },
  },
  'pt-BR': {
    ask: {
      title: 'Receba seu link por e-mail',
      text: 'Digite o endereço de e-mail que {platform} tem para você. Seu link será enviado para lá.',
    },
    label: 'Endereço de e-mail',
    button: 'Enviar um link',
    faulty: {
      title: 'Verifique o endereço',
      text: 'Digite um único endereço de e-mail completo, por exemplo ada@example.com.',
    },
    sent: {
      title: 'Verifique sua caixa de entrada',
      text: 'Se {platform} tem este endereço e ainda há algo para você fazer, um link está a caminho. Isso pode levar alguns minutos. Verifique também a pasta de spam. Você recebe até três links por dia.',
    },
    noEmail: {
      title: 'Nenhum link é enviado daqui',
      text: 'Esta página não pode enviar e-mails. Peça um link a {contact}.',
    },
  },
}
