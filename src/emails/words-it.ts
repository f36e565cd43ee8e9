import type { EmailWords } from './email-words.ts'

export const it: EmailWords = {
  greeting: 'Buongiorno {name},',
  greetingWithoutName: 'Buongiorno,',
  subject: {
    onboarding: 'Si prepari a ricevere i pagamenti da {platform}',
    update: '{platform}: Stripe ha bisogno di altre informazioni da Lei',
    action_required: '{platform}: Stripe ha bisogno di qualcosa da Lei',
    submitted: '{platform}: le Sue informazioni sono state inviate e Stripe ha bisogno di altro',
    deadline: '{platform}: la scadenza per le Sue informazioni si avvicina',
    reminder: 'Promemoria: {subject}',
    second_browser: 'Il Suo link di {platform} è stato aperto in un altro browser',
    completed: 'Le Sue informazioni per {platform} sono state inviate a Stripe',
    done: '{platform} ora può pagarLa',
    code: 'Il Suo codice per {platform}',
  },
  paysThrough: '{platform} La paga tramite Stripe.',
  reason: {
    onboarding: 'Prima, Stripe ha bisogno di alcune informazioni da Lei.',
    update: 'Per proseguire, Stripe ha bisogno di altre informazioni da Lei.',
    onHold: 'I pagamenti a Suo favore sono sospesi finché Stripe non avrà le informazioni indicate di seguito.',
    toKeep: 'Per continuare a ricevere i pagamenti, Stripe ha bisogno delle informazioni indicate di seguito.',
    toKeepBy:
      'Per continuare a ricevere i pagamenti, Stripe ha bisogno delle informazioni indicate di seguito entro il {date}.',
    notFinished: 'Non ha ancora terminato.',
  },
  submitted: 'Le Sue informazioni sono state inviate a Stripe il {submitted}.',
  effort: {
    onboarding:
      'Tenga a portata di mano le coordinate bancarie e un documento di identità e, per una società, i dati di registrazione. Ci vogliono circa dieci minuti. Può interrompersi in qualsiasi momento e continuare più tardi con lo stesso link.',
    update:
      'Ci vogliono pochi minuti. Può interrompersi in qualsiasi momento e continuare più tardi con lo stesso link.',
  },
  asks: 'Di che cosa ha bisogno Stripe:',
  askBy: '{what} (entro il {date})',
  askError: '{what}: {error}',
  link: 'Il Suo link:',
  button: 'Apra il Suo link',
  copy: 'Se il link non si apre, copi questo indirizzo nel Suo browser:',
  until: 'Il link è valido fino al {date}. È riservato a Lei: La preghiamo di non condividerlo.',
  unexpected: 'Se non si aspettava questa e-mail, può ignorarla.',
  notSubmitted:
    'Se non ha inviato Lei le informazioni, qualcun altro potrebbe averlo fatto a Suo nome. Contatti immediatamente {platform}, prima che venga effettuato un pagamento.',
  happened: {
    second_browser:
      'Il link che {platform} Le ha inviato è stato aperto in un secondo browser il {date}. Se è stato Lei, ad esempio dal telefono, non deve fare nulla.',
    completed:
      'Il {date} sono state inviate informazioni di cui Stripe ha bisogno per pagarLa per {platform}. Se è stato Lei, può riaprire il Suo link in qualsiasi momento per vedere se Stripe ha bisogno di altro.',
    done: 'Stripe ha tutto ciò che serve: {platform} ora può pagarLa. Non deve fare altro.',
  },
  ifNotYou: {
    second_browser:
      'Se non è stato Lei, qualcun altro potrebbe avere il Suo link. Contatti immediatamente {platform}, che può revocare il link e inviarGliene uno nuovo.',
    completed:
      'Se non è stato Lei, qualcun altro potrebbe aver inserito informazioni a Suo nome. Contatti immediatamente {platform}, prima che venga effettuato un pagamento.',
    done: 'Se non ha inserito Lei le informazioni su Stripe, qualcun altro potrebbe averlo fatto a Suo nome. Contatti immediatamente {platform}, prima che venga effettuato un pagamento.',
  },
  code: {
    enter: 'Inserisca questo codice nella pagina aperta dal Suo link di {platform}:',
    works: 'Il codice è valido una sola volta, per dieci minuti.',
    notYou:
      'Non comunichi il codice a nessuno: {platform} non lo chiede mai per telefono o per e-mail. Se non lo ha richiesto, qualcun altro potrebbe avere il Suo link. Contatti {platform}.',
  },
  support: 'Domande? Scriva a {address}.',
  stop: 'Non ricevere più promemoria',
  inApp: {
    in_review: 'Stripe sta verificando i suoi dati. Non deve fare nulla.',
    on_hold: 'I pagamenti a suo favore sono sospesi. Contatti {platform} per saperne di più.',
    unavailable: '{platform} non può pagarla tramite Stripe. Contatti {platform} per saperne di più.',
    proceed: 'Continua',
  },
}
