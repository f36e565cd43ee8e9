import type { EmailWords } from './email-words.ts'

export const fr: EmailWords = {
  greeting: 'Bonjour {name},',
  greetingWithoutName: 'Bonjour,',
  subject: {
    onboarding: 'Préparez-vous à recevoir les paiements de {platform}',
    update: '{platform} : Stripe a besoin de quelques informations supplémentaires',
    action_required: '{platform} : Stripe a besoin d’informations de votre part',
    submitted: '{platform} : vos informations ont été transmises, et Stripe a encore besoin de quelque chose',
    deadline: '{platform} : la date limite pour vos informations approche',
    reminder: 'Rappel : {subject}',
    second_browser: 'Votre lien de {platform} a été ouvert dans un autre navigateur',
    completed: 'Vos informations pour {platform} ont été transmises à Stripe',
    done: '{platform} peut désormais vous payer',
    code: 'Votre code pour {platform}',
  },
  paysThrough: '{platform} vous paie par l’intermédiaire de Stripe.',
  reason: {
    onboarding: 'Auparavant, Stripe a besoin de quelques informations de votre part.',
    update: 'Pour continuer, Stripe a besoin de quelques informations supplémentaires de votre part.',
    onHold: 'Vos paiements sont suspendus jusqu’à ce que Stripe dispose des informations ci-dessous.',
    toKeep: 'Pour que vous continuiez à être payé, Stripe a besoin des informations ci-dessous.',
    toKeepBy: 'Pour que vous continuiez à être payé, Stripe a besoin des informations ci-dessous avant le {date}.',
    notFinished: 'Vous n’avez pas encore terminé.',
  },
  submitted: 'Vos informations ont été transmises à Stripe le {submitted}.',
  effort: {
    onboarding:
      'Préparez vos coordonnées bancaires et une pièce d’identité, ainsi que les informations d’immatriculation s’il s’agit d’une société. Cela prend une dizaine de minutes. Vous pouvez vous arrêter à tout moment et reprendre plus tard avec le même lien.',
    update:
      'Cela prend quelques minutes. Vous pouvez vous arrêter à tout moment et reprendre plus tard avec le même lien.',
  },
  asks: 'Ce dont Stripe a besoin :',
  askBy: '{what} (avant le {date})',
  askError: '{what} : {error}',
  link: 'Votre lien :',
  button: 'Ouvrir votre lien',
  copy: 'Si le lien ne s’ouvre pas, copiez cette adresse dans votre navigateur :',
  until: 'Le lien est valable jusqu’au {date}. Il vous est strictement personnel : ne le partagez pas.',
  unexpected: 'Si vous n’attendiez pas cet e-mail, vous pouvez l’ignorer.',
  notSubmitted:
    'Si vous n’avez pas transmis d’informations, quelqu’un d’autre l’a peut-être fait en votre nom. Contactez immédiatement {platform}, avant tout paiement.',
  happened: {
    second_browser:
      'Le lien que {platform} vous a envoyé a été ouvert dans un second navigateur le {date}. Si c’était vous, par exemple sur votre téléphone, vous n’avez rien à faire.',
    completed:
      'Des informations dont Stripe a besoin pour vous payer pour {platform} ont été transmises le {date}. Si c’était vous, vous pouvez rouvrir votre lien à tout moment pour voir si Stripe a besoin d’autre chose.',
    done: 'Stripe dispose de tout ce qu’il lui faut : {platform} peut désormais vous payer. Vous n’avez rien d’autre à faire.',
  },
  ifNotYou: {
    second_browser:
      'Si ce n’était pas vous, quelqu’un d’autre a peut-être votre lien. Contactez immédiatement {platform}, qui peut révoquer le lien et vous en envoyer un nouveau.',
    completed:
      'Si ce n’était pas vous, quelqu’un d’autre a peut-être saisi des informations en votre nom. Contactez immédiatement {platform}, avant tout paiement.',
    done: 'Si vous n’avez pas saisi vos informations chez Stripe, quelqu’un d’autre l’a peut-être fait en votre nom. Contactez immédiatement {platform}, avant tout paiement.',
  },
  code: {
    enter: 'Saisissez ce code sur la page que votre lien de {platform} a ouverte :',
    works: 'Le code est valable une seule fois, pendant dix minutes.',
    notYou:
      'Ne communiquez ce code à personne : {platform} ne le demande jamais par téléphone ni par e-mail. Si vous ne l’avez pas demandé, quelqu’un d’autre a peut-être votre lien. Contactez {platform}.',
  },
  support: 'Des questions ? Écrivez à {address}.',
  stop: 'Ne plus recevoir de rappels',
  inApp: {
    in_review: 'Stripe vérifie vos informations. Vous n’avez rien à faire.',
    on_hold: 'Les paiements qui vous sont destinés sont suspendus. Contactez {platform} pour en savoir plus.',
    unavailable: '{platform} ne peut pas vous payer via Stripe. Contactez {platform} pour en savoir plus.',
    proceed: 'Continuer',
  },
}
