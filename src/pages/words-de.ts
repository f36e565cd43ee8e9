import type { MostWords } from './page-words.ts'

export const de: MostWords = {
  frame: {
    detailsAtStripe:
      'Ihre Angaben machen Sie auf den Seiten von Stripe. Hier werden sie weder gelesen noch gespeichert.',
    questions: 'Haben Sie Fragen? Wenden Sie sich bitte an {contact}.',
    somePlatform: 'die Plattform, die Ihnen den Link gesendet hat',
    reference: 'Bitte nennen Sie dabei diese Nummer: {reference}',
    tryAgain: 'Noch einmal versuchen',
    wait: 'Einen Moment …',
  },
  plain: {
    root: {
      title: 'Richten Sie Ihre Auszahlungen ein',
      text: '{platform} zahlt über Stripe. Wenn Sie einen Link erhalten haben, öffnen Sie ihn bitte in Ihrer Nachricht.',
    },
    checking: { title: 'Einen Moment …', text: 'Ihr Link wird geprüft.' },
    needsLink: {
      title: 'Diese Seite benötigt Ihren Link',
      text: 'Bitte öffnen Sie den Link in der Nachricht, die Sie erhalten haben.',
    },
    noScript: {
      title: 'Diese Seite benötigt JavaScript',
      text: 'JavaScript ist in diesem Browser ausgeschaltet. Schalten Sie es ein und laden Sie die Seite neu, oder öffnen Sie Ihren Link in einem anderen Browser oder auf Ihrem Telefon. Wenn das nicht hilft, wenden Sie sich bitte an {contact}.',
    },
    outdated: {
      title: 'Ihr Browser ist zu alt',
      text: 'Diese Seite funktioniert in ihm nicht. Bitte öffnen Sie Ihren Link in einem anderen Browser oder auf Ihrem Telefon.',
    },
    late: 'Diese Seite benötigt JavaScript und müsste inzwischen weiter sein. Laden Sie sie neu. Wenn das nicht hilft, schalten Sie JavaScript ein, schalten Sie Browser-Erweiterungen für diese Seite aus, oder öffnen Sie Ihren Link in einem anderen Browser. Sonst wenden Sie sich bitte an {contact}.',
    broken: {
      title: 'Diese Seite funktioniert in diesem Browser nicht',
      text: 'Es ist nichts verloren gegangen. Laden Sie die Seite neu. Wenn das nicht hilft, schalten Sie Browser-Erweiterungen für sie aus, oder öffnen Sie Ihren Link in einem anderen Browser oder auf Ihrem Telefon. Sonst wenden Sie sich bitte an {contact}.',
      button: 'Neu laden',
    },
  },
  errors: {
    notFound: {
      title: 'Diese Seite gibt es nicht',
      text: 'Wenn Sie einen Link erhalten haben, öffnen Sie ihn bitte noch einmal in Ihrer Nachricht, oder kopieren Sie ihn vollständig.',
    },
    malformed: {
      title: 'Diese Adresse ist ungültig',
      text: 'Bitte öffnen Sie den Link noch einmal in Ihrer Nachricht, oder kopieren Sie ihn vollständig. Wenn das nicht hilft, wenden Sie sich bitte an {contact}.',
    },
    tooMany: {
      title: 'Zu viele Versuche',
      text: 'Bitte warten Sie eine Minute, und laden Sie dann diese Seite neu. Es ist nichts verloren gegangen.',
    },
    unavailable: {
      title: 'Wir können gerade nicht antworten',
      text: 'Es ist nichts verloren gegangen, und Ihr Link funktioniert weiterhin. Bitte laden Sie diese Seite gleich noch einmal.',
    },
    failed: {
      title: 'Etwas ist schiefgegangen',
      text: 'Es ist nichts verloren gegangen. Bitte laden Sie diese Seite neu. Wenn das nicht hilft, wenden Sie sich bitte an {contact}.',
    },
  },
  link: {
    title: {
      onboarding: 'Richten Sie Ihre Auszahlungen ein',
      update: 'Stripe benötigt noch einige Angaben',
      again: 'Machen Sie weiter, wo Sie aufgehört haben',
    },
    greeting: 'Guten Tag {name}.',
    intro:
      '{platform} bezahlt Sie über Stripe. Auf der nächsten Seite fragt Stripe nach den Angaben, die es dafür benötigt.',
    introAsks:
      '{platform} bezahlt Sie über Stripe. Auf der nächsten Seite fragt Stripe nach dem, was es dafür benötigt:',
    askBy: '{what}, bis {date}',
    askError: '{what}. {error}',
    prepare:
      'Halten Sie Ihre Bankverbindung und ein Ausweisdokument bereit, bei einem Unternehmen auch die Registerangaben. Es dauert etwa zehn Minuten. Sie können jederzeit unterbrechen und später mit demselben Link weitermachen.',
    until: 'Ihr Link gilt bis {date}.',
    button: 'Weiter zu Stripe',
    connecting: 'Verbindung zu Stripe …',
  },
  closed: {
    expired: {
      title: 'Dieser Link ist abgelaufen',
      byEmail:
        'Links gelten nur eine begrenzte Zeit, aber Sie können einen neuen anfordern. Was Sie bisher eingegeben haben, ist gespeichert.',
      byContact:
        'Was Sie bisher eingegeben haben, ist gespeichert. Für einen neuen Link wenden Sie sich bitte an {contact}.',
    },
    replaced: {
      title: 'Dieser Link wurde ersetzt',
      byEmail:
        'Es gibt einen neueren Link. Verwenden Sie den Link in der letzten Nachricht. Wenn Sie ihn nicht finden, fordern Sie einen neuen an.',
      byContact:
        'Es gibt einen neueren Link. Verwenden Sie den Link in der letzten Nachricht. Wenn Sie ihn nicht finden, wenden Sie sich bitte an {contact}.',
    },
    revoked: {
      title: 'Dieser Link gilt nicht mehr',
      text: 'Es gibt einen neueren Link, oder dieser wurde widerrufen. Verwenden Sie den Link in der letzten Nachricht. Wenn Sie ihn nicht finden, wenden Sie sich bitte an {contact}.',
    },
    moreNeeded: {
      title: 'Stripe benötigt noch einige Angaben',
      byEmail: 'Stripe benötigt dies, um Sie zu bezahlen. Wir können Ihnen einen Link zu der Seite per E-Mail senden:',
      byContact: 'Stripe benötigt, was unten aufgeführt ist. Wenden Sie sich bitte an {contact}.',
    },
    inReview: {
      title: 'Stripe prüft Ihre Angaben',
      text: 'Sie haben alles gesendet, was Stripe angefordert hat. Öffnen Sie diesen Link noch einmal, um zu sehen, ob Stripe mehr benötigt.',
    },
    onHold: {
      title: 'Stripe hat Ihr Konto noch nicht freigeschaltet',
      text: 'Sie haben alles gesendet, was Stripe angefordert hat. Bei Fragen wenden Sie sich bitte an {contact}.',
    },
    done: {
      title: 'Sie sind fertig',
      text: 'Stripe hat Ihre Angaben, und es ist nichts mehr zu tun. Öffnen Sie diesen Link noch einmal, um zu sehen, ob Stripe mehr benötigt.',
    },
    completed: { title: 'Dieser Link ist erledigt', text: 'Wenden Sie sich bitte an {contact}.' },
    unavailable: {
      title: 'Stripe kann dieses Konto nicht öffnen',
      text: 'Ihr Konto bei Stripe ist geschlossen, oder Stripe hat es nicht angenommen. Wenden Sie sich bitte an {contact}.',
    },
  },
  newLink: {
    button: 'Neuen Link senden',
    title: 'Sehen Sie in Ihrem Postfach nach',
    text: 'Ein neuer Link ist unterwegs an die E-Mail-Adresse, die {platform} von Ihnen hat. Das kann einige Minuten dauern. Bitte sehen Sie auch im Spam-Ordner nach.',
    limit: 'Sie können bis zu drei Links am Tag anfordern.',
  },
  country: {
    which: {
      title: 'Wo hat Ihr Unternehmen seinen Sitz?',
      text: 'Stripe muss wissen, in welchem Land Ihr Unternehmen registriert ist. Das lässt sich später nicht ändern.',
    },
    unfit: {
      title: 'In diesem Land nicht möglich',
      text: 'Stripe lässt nicht zu, dass {platform} Unternehmen wie Ihres in dem gewählten Land bezahlt. Wenn Sie das falsche gewählt haben, wählen Sie noch einmal. Sonst wenden Sie sich bitte an {contact}.',
    },
    label: 'Land Ihres Unternehmens',
    choose: 'Land wählen',
  },
  code: {
    sent: {
      title: 'Geben Sie den Code aus Ihrer E-Mail ein',
      text: '{platform} stellt sicher, dass Sie es sind: Ein sechsstelliger Code wurde an {address} gesendet. Er gilt zehn Minuten lang. Bitte sehen Sie auch im Spam-Ordner nach.',
    },
    wrong: {
      title: 'Das ist nicht der Code',
      text: 'Prüfen Sie den Code in der neuesten E-Mail an {address} und versuchen Sie es noch einmal.',
    },
    over: {
      title: 'Dieser Code gilt nicht mehr',
      text: 'Er ist zu alt, wurde zu oft versucht, oder es gibt einen neueren. Sie können sich einen weiteren an {address} senden lassen.',
    },
    notSent: {
      title: 'Der Code konnte nicht gesendet werden',
      text: 'Es ist nichts verloren gegangen, und Ihr Link funktioniert weiterhin. Bitte versuchen Sie es gleich noch einmal. Wenn das nicht hilft, wenden Sie sich bitte an {contact}.',
    },
    tooMany: {
      title: 'Zu viele Codes',
      text: 'Für diesen Link wurden zu viele Codes angefordert. Bitte warten Sie eine Stunde und versuchen Sie es dann noch einmal. Es ist nichts verloren gegangen.',
    },
    label: 'Ihr Code',
    sending: 'Code wird gesendet …',
    another: 'Einen weiteren Code senden',
  },
  landing: {
    done: {
      title: 'Alles erledigt',
      text: 'Stripe hat Ihre Angaben. Sie können diese Seite schließen. Öffnen Sie Ihren Link noch einmal, um zu sehen, ob Stripe noch etwas benötigt.',
    },
    incomplete: {
      title: 'Noch nicht ganz fertig',
      text: 'Stripe benötigt noch einige Angaben. Was Sie bisher eingegeben haben, ist gespeichert.',
    },
    again: {
      title: 'Machen Sie weiter, wo Sie aufgehört haben',
      text: 'Die Seite bei Stripe wurde schon verwendet oder ist abgelaufen. Was Sie bisher eingegeben haben, ist gespeichert.',
    },
    unknown: {
      title: 'Stripe ist gerade nicht erreichbar',
      text: 'Es ist nichts verloren gegangen. Bitte versuchen Sie es gleich noch einmal.',
    },
    busy: {
      title: 'Zu viele Versuche',
      text: 'Bitte warten Sie eine Weile, und versuchen Sie es dann noch einmal. Es ist nichts verloren gegangen.',
    },
    invalid: {
      title: 'Diese Adresse ist ungültig',
      text: 'Bitte öffnen Sie den Link noch einmal in Ihrer Nachricht.',
    },
    expired: {
      title: 'Ihr Link ist abgelaufen',
      text: 'Bitte öffnen Sie den Link in der letzten Nachricht. Wenn er nicht funktioniert, wenden Sie sich bitte an {contact}.',
    },
    revoked: {
      title: 'Ihr Link wurde ersetzt',
      text: 'Bitte öffnen Sie den Link in der letzten Nachricht. Wenn er nicht funktioniert, wenden Sie sich bitte an {contact}.',
    },
    openAgain: 'Um weiterzumachen, öffnen Sie den Link noch einmal in Ihrer Nachricht.',
  },
  problems: {
    notValid: {
      title: 'Dieser Link ist ungültig',
      text: 'Prüfen Sie, ob Sie den Link vollständig aus der Nachricht kopiert haben. Wenn er dann nicht funktioniert, wenden Sie sich bitte an {contact}.',
    },
    tooMany: {
      title: 'Zu viele Versuche',
      text: 'Bitte warten Sie eine Minute, und versuchen Sie es dann noch einmal. Es ist nichts verloren gegangen.',
    },
    offline: {
      title: 'Keine Verbindung',
      text: 'Prüfen Sie Ihre Internetverbindung, und versuchen Sie es dann noch einmal. Wenn andere Seiten funktionieren, blockiert vielleicht etwas diese Seite: eine Browser-Erweiterung oder eine Firewall. Es ist nichts verloren gegangen.',
    },
    timeout: {
      title: 'Das dauert zu lange',
      text: 'Es ist nichts verloren gegangen, und Ihr Link funktioniert weiterhin. Bitte versuchen Sie es gleich noch einmal.',
    },
    busy: {
      title: 'Wir können gerade nicht antworten',
      text: 'Es ist nichts verloren gegangen, und Ihr Link funktioniert weiterhin. Bitte versuchen Sie es gleich noch einmal.',
    },
    stripe: {
      title: 'Stripe ist gerade nicht erreichbar',
      text: 'Es ist nichts verloren gegangen, und Ihr Link funktioniert weiterhin. Bitte versuchen Sie es gleich noch einmal.',
    },
    other: {
      title: 'Etwas ist schiefgegangen',
      text: 'Es ist nichts verloren gegangen. Wenden Sie sich bitte an {contact}.',
    },
  },
  reminders: {
    ask: {
      title: 'Keine Erinnerungen mehr?',
      text: '{platform} erinnert Sie per E-Mail, bis Stripe Ihre Angaben hat. Ohne Erinnerungen bekommen Sie weiterhin eine E-Mail, wenn Stripe etwas Neues von Ihnen benötigt oder eine Frist bald abläuft.',
      button: 'Erinnerungen beenden',
    },
    stopped: {
      title: 'Sie bekommen keine Erinnerungen mehr',
      text: 'Ihr Link funktioniert wie bisher. Sie bekommen weiterhin eine E-Mail, wenn Stripe etwas Neues von Ihnen benötigt oder eine Frist bald abläuft.',
      button: 'Wieder Erinnerungen bekommen',
    },
    resumed: {
      title: 'Sie bekommen wieder Erinnerungen',
      text: '{platform} erinnert Sie per E-Mail, bis Stripe Ihre Angaben hat.',
      button: 'Erinnerungen beenden',
    },
    unknown: {
      title: 'Dieser Link funktioniert nicht',
      text: 'Er ist zu alt oder nicht vollständig. Verwenden Sie den Link in der letzten Erinnerung, oder wenden Sie sich an {contact}.',
    },
  },
}
