import type { EmailWords } from './email-words.ts'

export const de: EmailWords = {
  greeting: 'Guten Tag {name},',
  greetingWithoutName: 'Guten Tag,',
  subject: {
    onboarding: 'Richten Sie Ihre Auszahlungen von {platform} ein',
    update: '{platform}: Stripe benötigt noch einige Angaben von Ihnen',
    action_required: '{platform}: Stripe benötigt etwas von Ihnen',
    submitted: '{platform}: Ihre Angaben sind eingereicht, und Stripe benötigt noch etwas',
    deadline: '{platform}: Die Frist für Ihre Angaben läuft bald ab',
    reminder: 'Erinnerung: {subject}',
    second_browser: 'Ihr Link von {platform} wurde in einem anderen Browser geöffnet',
    completed: 'Ihre Angaben für {platform} wurden bei Stripe eingereicht',
    done: '{platform} kann Ihnen jetzt Geld auszahlen',
    code: 'Ihr Code für {platform}',
  },
  paysThrough: '{platform} bezahlt Sie über Stripe.',
  reason: {
    onboarding: 'Vorher benötigt Stripe einige Angaben von Ihnen.',
    update: 'Damit es weitergeht, benötigt Stripe noch einige Angaben von Ihnen.',
    onHold: 'Zahlungen an Sie sind angehalten, bis Stripe die unten genannten Angaben hat.',
    toKeep: 'Damit Sie weiterhin bezahlt werden, benötigt Stripe die unten genannten Angaben.',
    toKeepBy: 'Damit Sie weiterhin bezahlt werden, benötigt Stripe die unten genannten Angaben bis {date}.',
    notFinished: 'Sie sind noch nicht fertig.',
  },
  submitted: 'Ihre Angaben wurden am {submitted} bei Stripe eingereicht.',
  effort: {
    onboarding:
      'Halten Sie Ihre Bankverbindung und ein Ausweisdokument bereit, bei einem Unternehmen auch die Registerangaben. Es dauert etwa zehn Minuten. Sie können jederzeit unterbrechen und später mit demselben Link weitermachen.',
    update:
      'Es dauert nur wenige Minuten. Sie können jederzeit unterbrechen und später mit demselben Link weitermachen.',
  },
  asks: 'Das benötigt Stripe:',
  askBy: '{what} (bis {date})',
  askError: '{what}: {error}',
  link: 'Ihr Link:',
  button: 'Link öffnen',
  copy: 'Wenn sich der Link nicht öffnen lässt, kopieren Sie diese Adresse in Ihren Browser:',
  until: 'Der Link gilt bis {date}. Er ist nur für Sie bestimmt: Bitte geben Sie ihn nicht weiter.',
  unexpected: 'Wenn Sie diese E-Mail nicht erwartet haben, können Sie sie ignorieren.',
  notSubmitted:
    'Wenn Sie keine Angaben eingereicht haben, hat das vielleicht eine andere Person in Ihrem Namen getan. Wenden Sie sich sofort an {platform}, bevor gezahlt wird.',
  happened: {
    second_browser:
      'Der Link, den {platform} Ihnen gesendet hat, wurde am {date} in einem zweiten Browser geöffnet. Wenn Sie das waren, zum Beispiel auf Ihrem Telefon, müssen Sie nichts tun.',
    completed:
      'Angaben, die Stripe für Zahlungen von {platform} an Sie benötigt, wurden am {date} eingereicht. Wenn Sie das waren, können Sie Ihren Link jederzeit wieder öffnen, um zu sehen, ob Stripe noch etwas benötigt.',
    done: 'Stripe hat alles, was es benötigt: {platform} kann Ihnen jetzt Geld auszahlen. Sie müssen nichts weiter tun.',
  },
  ifNotYou: {
    second_browser:
      'Wenn Sie das nicht waren, hat vielleicht eine andere Person Ihren Link. Wenden Sie sich sofort an {platform}: Dort kann der Link widerrufen und Ihnen ein neuer gesendet werden.',
    completed:
      'Wenn Sie das nicht waren, hat vielleicht eine andere Person in Ihrem Namen Angaben gemacht. Wenden Sie sich sofort an {platform}, bevor gezahlt wird.',
    done: 'Wenn Sie bei Stripe keine Angaben gemacht haben, hat das vielleicht eine andere Person in Ihrem Namen getan. Wenden Sie sich sofort an {platform}, bevor gezahlt wird.',
  },
  code: {
    enter: 'Geben Sie diesen Code auf der Seite ein, die Ihr Link von {platform} geöffnet hat:',
    works: 'Der Code gilt einmal und zehn Minuten lang.',
    notYou:
      'Geben Sie den Code nicht weiter: {platform} fragt nie per Telefon oder E-Mail danach. Wenn Sie ihn nicht angefordert haben, hat vielleicht eine andere Person Ihren Link. Wenden Sie sich an {platform}.',
  },
  support: 'Haben Sie Fragen? Schreiben Sie an {address}.',
  stop: 'Keine Erinnerungen mehr erhalten',
  inApp: {
    in_review: 'Stripe prüft Ihre Angaben. Sie müssen nichts tun.',
    on_hold: 'Zahlungen an Sie sind angehalten. Wenden Sie sich an {platform}, um mehr zu erfahren.',
    unavailable: '{platform} kann Sie nicht über Stripe bezahlen. Wenden Sie sich an {platform}, um mehr zu erfahren.',
    proceed: 'Weiter',
  },
}
