import type { Locale } from '../domain/locale.ts'
import { FORM_FAILURES } from './form-failures.ts'
import type { PageWords } from './page-words.ts'

/** The words of the page with the provider's own form, in each language. */
export const EMBEDDED_WORDS: Readonly<Record<Locale, PageWords['embedded']>> = {
  en: {
    details: 'You enter your details in Stripe’s own form. They are not seen or stored here.',
    form: {
      title: 'Your details for Stripe',
      text: 'Stripe asks for what it needs to pay you. It first opens a small window in which you sign in: if your browser blocks it, allow it.',
    },
    failed: FORM_FAILURES.en,
    steps: {
      business: 'Now: your business',
      people: 'Now: the people in your business',
      bank: 'Now: your bank account',
      check: 'Last step: check your details and submit them',
    },
    leaving: { title: 'One moment …', text: 'Asking Stripe how far you are.' },
    done: 'I am done',
    instead: 'Does the form not work? Continue on Stripe’s own page',
  },
  de: {
    details: 'Sie geben Ihre Daten im Formular von Stripe ein. Hier werden sie weder gesehen noch gespeichert.',
    form: {
      title: 'Ihre Angaben für Stripe',
      text: 'Stripe fragt, was für Zahlungen an Sie gebraucht wird. Zuerst öffnet sich ein kleines Fenster, in dem Sie sich anmelden: Wenn Ihr Browser es blockiert, erlauben Sie es.',
    },
    failed: FORM_FAILURES.de,
    steps: {
      business: 'Jetzt: Ihr Unternehmen',
      people: 'Jetzt: die Personen in Ihrem Unternehmen',
      bank: 'Jetzt: Ihr Bankkonto',
      check: 'Letzter Schritt: Angaben prüfen und absenden',
    },
    leaving: { title: 'Einen Moment …', text: 'Wir fragen Stripe, wie weit Sie sind.' },
    done: 'Ich bin fertig',
    instead: 'Funktioniert das Formular nicht? Weiter auf der Seite von Stripe',
  },
  fr: {
    details: 'Vous saisissez vos informations dans le formulaire de Stripe. Elles ne sont ni vues ni enregistrées ici.',
    form: {
      title: 'Vos informations pour Stripe',
      text: 'Stripe demande ce qu’il lui faut pour vous payer. Une petite fenêtre s’ouvre d’abord pour vous connecter : si votre navigateur la bloque, autorisez-la.',
    },
    failed: FORM_FAILURES.fr,
    steps: {
      business: 'Maintenant : votre entreprise',
      people: 'Maintenant : les personnes de votre entreprise',
      bank: 'Maintenant : votre compte bancaire',
      check: 'Dernière étape : vérifiez vos informations et envoyez-les',
    },
    leaving: { title: 'Un instant …', text: 'Nous demandons à Stripe où vous en êtes.' },
    done: 'J’ai terminé',
    instead: 'Le formulaire ne fonctionne pas ? Continuer sur la page de Stripe',
  },
  es: {
    details: 'Usted introduce sus datos en el formulario de Stripe. Aquí no se ven ni se guardan.',
    form: {
      title: 'Sus datos para Stripe',
      text: 'Stripe pide lo que necesita para pagarle. Primero abre una ventana pequeña en la que inicia sesión: si su navegador la bloquea, permítala.',
    },
    failed: FORM_FAILURES.es,
    steps: {
      business: 'Ahora: su empresa',
      people: 'Ahora: las personas de su empresa',
      bank: 'Ahora: su cuenta bancaria',
      check: 'Último paso: revise sus datos y envíelos',
    },
    leaving: { title: 'Un momento …', text: 'Estamos preguntando a Stripe cómo va su registro.' },
    done: 'He terminado',
    instead: '¿No funciona el formulario? Continuar en la página de Stripe',
  },
  it: {
    details: 'Le Sue informazioni si inseriscono nel modulo di Stripe. Qui non vengono né lette né salvate.',
    form: {
      title: 'Le Sue informazioni per Stripe',
      text: 'Stripe chiede ciò che serve per pagarLa. Prima apre una piccola finestra in cui accedere: se il browser la blocca, la consenta.',
    },
    failed: FORM_FAILURES.it,
    steps: {
      business: 'Ora: la Sua impresa',
      people: 'Ora: le persone della Sua impresa',
      bank: 'Ora: il Suo conto bancario',
      check: 'Ultimo passo: controlli le informazioni e le invii',
    },
    leaving: { title: 'Un momento …', text: 'Stiamo chiedendo a Stripe a che punto è.' },
    done: 'Ho finito',
    instead: 'Il modulo non funziona? Continui sulla pagina di Stripe',
  },
  'pt-BR': {
    details: 'Você preenche seus dados no formulário da Stripe. Eles não são vistos nem armazenados aqui.',
    form: {
      title: 'Seus dados para a Stripe',
      text: 'A Stripe pede o que precisa para pagar você. Primeiro ela abre uma pequena janela para o login: se o navegador a bloquear, permita.',
    },
    failed: FORM_FAILURES['pt-BR'],
    steps: {
      business: 'Agora: sua empresa',
      people: 'Agora: as pessoas da sua empresa',
      bank: 'Agora: sua conta bancária',
      check: 'Última etapa: confira seus dados e envie',
    },
    leaving: { title: 'Um momento …', text: 'Estamos perguntando à Stripe em que ponto você está.' },
    done: 'Terminei',
    instead: 'O formulário não funciona? Continuar na página da Stripe',
  },
}
