import type { MostWords } from './page-words.ts'

export const it: MostWords = {
  frame: {
    detailsAtStripe: 'Le Sue informazioni si inseriscono nelle pagine di Stripe. Qui non vengono né lette né salvate.',
    questions: 'Ha domande? Contatti {contact}.',
    somePlatform: 'la piattaforma che Le ha inviato il link',
    reference: 'Indichi questo riferimento: {reference}',
    tryAgain: 'Riprova',
    wait: 'Un momento …',
  },
  plain: {
    root: {
      title: 'Si prepari a ricevere i pagamenti',
      text: '{platform} paga tramite Stripe. Se ha ricevuto un link, lo apra nel Suo messaggio.',
    },
    checking: { title: 'Un momento …', text: 'Stiamo controllando il Suo link.' },
    needsLink: { title: 'Questa pagina ha bisogno del Suo link', text: 'Apra il link nel messaggio che ha ricevuto.' },
    noScript: {
      title: 'Questa pagina ha bisogno di JavaScript',
      text: 'JavaScript è disattivato in questo browser. Lo attivi e ricarichi la pagina, oppure apra il link in un altro browser o sul telefono. Se non basta, contatti {contact}.',
    },
    outdated: {
      title: 'Il Suo browser è troppo vecchio',
      text: 'Questa pagina non vi funziona. Apra il link in un altro browser o sul telefono.',
    },
    late: 'Questa pagina ha bisogno di JavaScript e a quest’ora avrebbe dovuto proseguire. La ricarichi. Se non basta, attivi JavaScript, disattivi le estensioni del browser per questa pagina oppure apra il link in un altro browser. Altrimenti contatti {contact}.',
    broken: {
      title: 'Questa pagina non funziona in questo browser',
      text: 'Non è andato perso nulla. Ricarichi la pagina. Se non basta, disattivi le estensioni del browser per questa pagina, oppure apra il link in un altro browser o sul telefono. Altrimenti contatti {contact}.',
      button: 'Ricarica',
    },
  },
  errors: {
    notFound: {
      title: 'Questa pagina non esiste',
      text: 'Se ha ricevuto un link, lo apra di nuovo nel Suo messaggio oppure lo copi per intero.',
    },
    malformed: {
      title: 'Questo indirizzo non è valido',
      text: 'Apra di nuovo il link nel Suo messaggio oppure lo copi per intero. Se continua a non funzionare, contatti {contact}.',
    },
    tooMany: {
      title: 'Troppi tentativi',
      text: 'Attenda un minuto, poi ricarichi questa pagina. Non è andato perso nulla.',
    },
    unavailable: {
      title: 'Al momento non possiamo rispondere',
      text: 'Non è andato perso nulla e il Suo link funziona ancora. Ricarichi questa pagina tra poco.',
    },
    failed: {
      title: 'Qualcosa non ha funzionato',
      text: 'Non è andato perso nulla. Ricarichi questa pagina. Se non basta, contatti {contact}.',
    },
  },
  link: {
    title: {
      onboarding: 'Si prepari a ricevere i pagamenti',
      update: 'Stripe ha bisogno di altre informazioni',
      again: 'Riprenda da dove si era interrotto',
    },
    greeting: 'Buongiorno {name}.',
    intro:
      '{platform} La paga tramite Stripe. Nella pagina successiva Stripe chiede le informazioni di cui ha bisogno per pagarLa.',
    introAsks:
      '{platform} La paga tramite Stripe. Nella pagina successiva Stripe chiede ciò di cui ha bisogno per pagarLa:',
    askBy: '{what}, entro il {date}',
    askError: '{what}. {error}',
    prepare:
      'Tenga a portata di mano le coordinate bancarie e un documento di identità e, per una società, i dati di registrazione. Ci vogliono circa dieci minuti. Può interrompersi in qualsiasi momento e continuare più tardi con lo stesso link.',
    until: 'Il Suo link funziona fino al {date}.',
    button: 'Continua su Stripe',
    connecting: 'Connessione a Stripe …',
  },
  closed: {
    expired: {
      title: 'Questo link è scaduto',
      byEmail:
        'I link funzionano per un periodo limitato, ma può richiederne uno nuovo. Quanto ha inserito finora è salvato.',
      byContact: 'Quanto ha inserito finora è salvato. Per un nuovo link, contatti {contact}.',
    },
    replaced: {
      title: 'Questo link è stato sostituito',
      byEmail:
        'Esiste un link più recente. Usi il link nel messaggio più recente. Se non lo trova, ne richieda uno nuovo.',
      byContact:
        'Esiste un link più recente. Usi il link nel messaggio più recente. Se non lo trova, contatti {contact}.',
    },
    revoked: {
      title: 'Questo link non funziona più',
      text: 'Esiste un link più recente, oppure questo è stato revocato. Usi il link nel messaggio più recente. Se non lo trova, contatti {contact}.',
    },
    moreNeeded: {
      title: 'Stripe ha bisogno di altre informazioni',
      byEmail: 'Stripe ne ha bisogno per pagarLa. Possiamo inviarLe per e-mail un link alla pagina:',
      byContact: 'Stripe ha bisogno di quanto indicato di seguito. Contatti {contact}.',
    },
    inReview: {
      title: 'Stripe sta verificando le Sue informazioni',
      text: 'Ha inviato tutto ciò che Stripe ha chiesto. Apra di nuovo questo link per vedere se serve altro.',
    },
    onHold: {
      title: 'Stripe non ha ancora attivato il Suo account',
      text: 'Ha inviato tutto ciò che Stripe ha chiesto. Per domande, contatti {contact}.',
    },
    done: {
      title: 'Ha terminato',
      text: 'Stripe ha le Sue informazioni e non resta nulla da fare. Apra di nuovo questo link per vedere se serve altro.',
    },
    completed: { title: 'Questo link è già stato completato', text: 'Contatti {contact}.' },
    unavailable: {
      title: 'Stripe non può aprire questo account',
      text: 'Il Suo account presso Stripe è chiuso, oppure Stripe non lo ha accettato. Contatti {contact}.',
    },
  },
  newLink: {
    button: 'Inviami un nuovo link',
    title: 'Controlli la Sua posta',
    text: 'Un nuovo link è in arrivo all’indirizzo e-mail Suo che ha {platform}. Può richiedere alcuni minuti. Controlli anche la cartella dello spam.',
    limit: 'Può richiedere fino a tre link al giorno.',
  },
  country: {
    which: {
      title: 'Dove ha sede la Sua attività?',
      text: 'Stripe deve sapere in quale paese è registrata la Sua attività. In seguito non si può cambiare.',
    },
    unfit: {
      title: 'Non possibile in questo paese',
      text: 'Stripe non consente che {platform} paghi attività come la Sua nel paese scelto. Se ha scelto quello sbagliato, scelga di nuovo. Altrimenti contatti {contact}.',
    },
    label: 'Paese della Sua attività',
    choose: 'Scelga un paese',
  },
  code: {
    sent: {
      title: 'Inserisca il codice ricevuto per e-mail',
      text: '{platform} verifica che sia Lei: un codice di sei cifre è stato inviato a {address}. È valido per dieci minuti. Controlli anche la cartella dello spam.',
    },
    wrong: {
      title: 'Il codice non è corretto',
      text: 'Controlli il codice nell’e-mail più recente inviata a {address}, poi riprovi.',
    },
    over: {
      title: 'Questo codice non è più valido',
      text: 'È troppo vecchio, è stato provato troppe volte oppure ne esiste uno più recente. Può farne inviare un altro a {address}.',
    },
    notSent: {
      title: 'Non è stato possibile inviare il codice',
      text: 'Nulla è andato perso e il Suo link funziona ancora. Riprovi tra un momento. Se non basta, contatti {contact}.',
    },
    tooMany: {
      title: 'Troppi codici',
      text: 'Sono stati richiesti troppi codici per questo link. Attenda un’ora, poi riprovi. Nulla è andato perso.',
    },
    label: 'Codice',
    sending: 'Invio del codice …',
    another: 'Inviare un altro codice',
  },
  landing: {
    done: {
      title: 'È tutto pronto',
      text: 'Stripe ha le Sue informazioni. Può chiudere questa pagina. Per vedere se Stripe ha bisogno di altro, apra di nuovo il Suo link.',
    },
    incomplete: {
      title: 'Non è ancora tutto',
      text: 'Stripe ha ancora bisogno di alcune informazioni. Quanto ha inserito finora è salvato.',
    },
    again: {
      title: 'Riprenda da dove si era interrotto',
      text: 'La pagina di Stripe è già stata usata oppure è scaduta. Quanto ha inserito finora è salvato.',
    },
    unknown: {
      title: 'Stripe non è raggiungibile al momento',
      text: 'Non è andato perso nulla. Riprovi tra poco.',
    },
    busy: { title: 'Troppi tentativi', text: 'Attenda un po’, poi riprovi. Non è andato perso nulla.' },
    invalid: { title: 'Questo indirizzo non è valido', text: 'Apra di nuovo il link nel Suo messaggio.' },
    expired: {
      title: 'Il Suo link è scaduto',
      text: 'Apra il link nel messaggio più recente. Se non funziona, contatti {contact}.',
    },
    revoked: {
      title: 'Il Suo link è stato sostituito',
      text: 'Apra il link nel messaggio più recente. Se non funziona, contatti {contact}.',
    },
    openAgain: 'Per continuare, apra di nuovo il link nel Suo messaggio.',
  },
  problems: {
    notValid: {
      title: 'Questo link non è valido',
      text: 'Controlli di aver copiato per intero il link dal messaggio. Se continua a non funzionare, contatti {contact}.',
    },
    tooMany: { title: 'Troppi tentativi', text: 'Attenda un minuto, poi riprovi. Non è andato perso nulla.' },
    offline: {
      title: 'Connessione non riuscita',
      text: 'Controlli la connessione a Internet, poi riprovi. Se altre pagine funzionano, forse qualcosa blocca questa: un’estensione del browser o un firewall. Non è andato perso nulla.',
    },
    timeout: {
      title: 'La risposta tarda troppo',
      text: 'Non è andato perso nulla e il Suo link funziona ancora. Riprovi tra poco.',
    },
    busy: {
      title: 'Al momento non possiamo rispondere',
      text: 'Non è andato perso nulla e il Suo link funziona ancora. Riprovi tra poco.',
    },
    stripe: {
      title: 'Stripe non è raggiungibile al momento',
      text: 'Non è andato perso nulla e il Suo link funziona ancora. Riprovi tra poco.',
    },
    other: { title: 'Qualcosa non ha funzionato', text: 'Non è andato perso nulla. Contatti {contact}.' },
  },
  reminders: {
    ask: {
      title: 'Non ricevere più promemoria?',
      text: '{platform} Le invia promemoria via e-mail finché Stripe non ha i Suoi dati. Senza promemoria riceverà comunque un’e-mail se Stripe Le chiede qualcosa di nuovo o se si avvicina una scadenza.',
      button: 'Interrompere i promemoria',
    },
    stopped: {
      title: 'Non riceverà più promemoria',
      text: 'Il Suo link funziona come prima. Riceverà comunque un’e-mail se Stripe Le chiede qualcosa di nuovo o se si avvicina una scadenza.',
      button: 'Ricevere di nuovo i promemoria',
    },
    resumed: {
      title: 'Riceverà di nuovo i promemoria',
      text: '{platform} Le invia promemoria via e-mail finché Stripe non ha i Suoi dati.',
      button: 'Interrompere i promemoria',
    },
    unknown: {
      title: 'Questo link non funziona',
      text: 'È troppo vecchio o incompleto. Usi il link dell’ultimo promemoria o contatti {contact}.',
    },
  },
}
