import type { Locale } from '../domain/locale.ts'
import type { FormFailures } from './page-words.ts'

/** What is said if the provider's form cannot be shown, in each language. */
export const FORM_FAILURES: Readonly<Record<Locale, FormFailures>> = {
  en: {
    api_connection_error: {
      title: 'Stripe cannot be reached',
      text: 'Nothing was lost. Check your connection and try again, or continue on Stripe’s own page.',
    },
    authentication_error: {
      title: 'You are not signed in to Stripe',
      text: 'The window in which you sign in did not open, or it was closed. Allow pop-up windows for this page and try again, or continue on Stripe’s own page.',
    },
    account_session_create_error: {
      title: 'The form could not be started',
      text: 'Nothing was lost. Try again, or continue on Stripe’s own page.',
    },
    invalid_request_error: {
      title: 'The form cannot be shown here',
      text: 'Nothing was lost. Continue on Stripe’s own page instead.',
    },
    rate_limit_error: {
      title: 'Stripe is very busy right now',
      text: 'Nothing was lost. Wait a minute, then try again.',
    },
    render_error: {
      title: 'The form does not load in this browser',
      text: 'The network or an extension, such as an ad blocker, may prevent it. Turn the extension off for this page and try again, or continue on Stripe’s own page.',
    },
    api_error: {
      title: 'Something went wrong at Stripe',
      text: 'Nothing was lost. Try again in a moment, or continue on Stripe’s own page.',
    },
  },
  de: {
    api_connection_error: {
      title: 'Stripe ist nicht erreichbar',
      text: 'Nichts ist verloren gegangen. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal, oder machen Sie auf der Seite von Stripe weiter.',
    },
    authentication_error: {
      title: 'Sie sind nicht bei Stripe angemeldet',
      text: 'Das Fenster, in dem Sie sich anmelden, hat sich nicht geöffnet oder wurde geschlossen. Erlauben Sie Pop-up-Fenster für diese Seite und versuchen Sie es noch einmal, oder machen Sie auf der Seite von Stripe weiter.',
    },
    account_session_create_error: {
      title: 'Das Formular konnte nicht gestartet werden',
      text: 'Nichts ist verloren gegangen. Versuchen Sie es noch einmal, oder machen Sie auf der Seite von Stripe weiter.',
    },
    invalid_request_error: {
      title: 'Das Formular kann hier nicht angezeigt werden',
      text: 'Nichts ist verloren gegangen. Machen Sie stattdessen auf der Seite von Stripe weiter.',
    },
    rate_limit_error: {
      title: 'Stripe ist gerade stark ausgelastet',
      text: 'Nichts ist verloren gegangen. Warten Sie eine Minute und versuchen Sie es dann noch einmal.',
    },
    render_error: {
      title: 'Das Formular lädt in diesem Browser nicht',
      text: 'Das Netz oder eine Erweiterung wie ein Werbeblocker verhindert es vielleicht. Schalten Sie die Erweiterung für diese Seite ab und versuchen Sie es noch einmal, oder machen Sie auf der Seite von Stripe weiter.',
    },
    api_error: {
      title: 'Bei Stripe ist etwas schiefgegangen',
      text: 'Nichts ist verloren gegangen. Versuchen Sie es gleich noch einmal, oder machen Sie auf der Seite von Stripe weiter.',
    },
  },
  fr: {
    api_connection_error: {
      title: 'Stripe est injoignable',
      text: 'Rien n’est perdu. Vérifiez votre connexion et réessayez, ou continuez sur la page de Stripe.',
    },
    authentication_error: {
      title: 'Vous n’êtes pas connecté à Stripe',
      text: 'La fenêtre de connexion ne s’est pas ouverte ou a été fermée. Autorisez les fenêtres pop-up pour cette page et réessayez, ou continuez sur la page de Stripe.',
    },
    account_session_create_error: {
      title: 'Le formulaire n’a pas pu démarrer',
      text: 'Rien n’est perdu. Réessayez, ou continuez sur la page de Stripe.',
    },
    invalid_request_error: {
      title: 'Le formulaire ne peut pas s’afficher ici',
      text: 'Rien n’est perdu. Continuez plutôt sur la page de Stripe.',
    },
    rate_limit_error: {
      title: 'Stripe est très sollicité en ce moment',
      text: 'Rien n’est perdu. Attendez une minute, puis réessayez.',
    },
    render_error: {
      title: 'Le formulaire ne se charge pas dans ce navigateur',
      text: 'Le réseau ou une extension, comme un bloqueur de publicités, l’en empêche peut-être. Désactivez l’extension pour cette page et réessayez, ou continuez sur la page de Stripe.',
    },
    api_error: {
      title: 'Une erreur s’est produite chez Stripe',
      text: 'Rien n’est perdu. Réessayez dans un instant, ou continuez sur la page de Stripe.',
    },
  },
  es: {
    api_connection_error: {
      title: 'No se puede contactar con Stripe',
      text: 'No se ha perdido nada. Compruebe su conexión e inténtelo de nuevo, o continúe en la página de Stripe.',
    },
    authentication_error: {
      title: 'No ha iniciado sesión en Stripe',
      text: 'La ventana en la que se inicia sesión no se abrió o se cerró. Permita las ventanas emergentes en esta página e inténtelo de nuevo, o continúe en la página de Stripe.',
    },
    account_session_create_error: {
      title: 'No se pudo iniciar el formulario',
      text: 'No se ha perdido nada. Inténtelo de nuevo, o continúe en la página de Stripe.',
    },
    invalid_request_error: {
      title: 'El formulario no se puede mostrar aquí',
      text: 'No se ha perdido nada. Continúe en la página de Stripe.',
    },
    rate_limit_error: {
      title: 'Stripe está muy ocupado en este momento',
      text: 'No se ha perdido nada. Espere un minuto e inténtelo de nuevo.',
    },
    render_error: {
      title: 'El formulario no se carga en este navegador',
      text: 'Puede que lo impida la red o una extensión, como un bloqueador de anuncios. Desactive la extensión en esta página e inténtelo de nuevo, o continúe en la página de Stripe.',
    },
    api_error: {
      title: 'Algo ha fallado en Stripe',
      text: 'No se ha perdido nada. Inténtelo de nuevo en un momento, o continúe en la página de Stripe.',
    },
  },
  it: {
    api_connection_error: {
      title: 'Stripe non è raggiungibile',
      text: 'Nulla è andato perso. Controlli la connessione e riprovi, oppure continui sulla pagina di Stripe.',
    },
    authentication_error: {
      title: 'L’accesso a Stripe non è riuscito',
      text: 'La finestra per accedere non si è aperta o è stata chiusa. Consenta le finestre pop-up per questa pagina e riprovi, oppure continui sulla pagina di Stripe.',
    },
    account_session_create_error: {
      title: 'Non è stato possibile avviare il modulo',
      text: 'Nulla è andato perso. Riprovi, oppure continui sulla pagina di Stripe.',
    },
    invalid_request_error: {
      title: 'Il modulo non può essere mostrato qui',
      text: 'Nulla è andato perso. Continui sulla pagina di Stripe.',
    },
    rate_limit_error: {
      title: 'In questo momento Stripe è molto occupata',
      text: 'Nulla è andato perso. Attenda un minuto, poi riprovi.',
    },
    render_error: {
      title: 'Il modulo non si carica in questo browser',
      text: 'Forse lo impedisce la rete o un’estensione, come un blocco della pubblicità. Disattivi l’estensione per questa pagina e riprovi, oppure continui sulla pagina di Stripe.',
    },
    api_error: {
      title: 'Qualcosa non ha funzionato presso Stripe',
      text: 'Nulla è andato perso. Riprovi tra un momento, oppure continui sulla pagina di Stripe.',
    },
  },
  'pt-BR': {
    api_connection_error: {
      title: 'Não foi possível acessar a Stripe',
      text: 'Nada foi perdido. Verifique sua conexão e tente novamente, ou continue na página da Stripe.',
    },
    authentication_error: {
      title: 'Você não entrou na Stripe',
      text: 'A janela de login não abriu ou foi fechada. Permita janelas pop-up nesta página e tente novamente, ou continue na página da Stripe.',
    },
    account_session_create_error: {
      title: 'Não foi possível iniciar o formulário',
      text: 'Nada foi perdido. Tente novamente, ou continue na página da Stripe.',
    },
    invalid_request_error: {
      title: 'O formulário não pode ser exibido aqui',
      text: 'Nada foi perdido. Continue na página da Stripe.',
    },
    rate_limit_error: {
      title: 'A Stripe está muito ocupada no momento',
      text: 'Nada foi perdido. Espere um minuto e tente novamente.',
    },
    render_error: {
      title: 'O formulário não carrega neste navegador',
      text: 'A rede ou uma extensão, como um bloqueador de anúncios, pode estar impedindo. Desative a extensão nesta página e tente novamente, ou continue na página da Stripe.',
    },
    api_error: {
      title: 'Algo deu errado na Stripe',
      text: 'Nada foi perdido. Tente novamente em instantes, ou continue na página da Stripe.',
    },
  },
}
