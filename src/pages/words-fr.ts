import type { MostWords } from './page-words.ts'

export const fr: MostWords = {
  frame: {
    detailsAtStripe:
      'Vous saisissez vos informations sur les pages de Stripe. Elles ne sont ni vues ni enregistrées ici.',
    questions: 'Des questions ? Veuillez contacter {contact}.',
    somePlatform: 'la plateforme qui vous a envoyé votre lien',
    reference: 'Veuillez mentionner cette référence : {reference}',
    tryAgain: 'Réessayer',
    wait: 'Un instant …',
  },
  plain: {
    root: {
      title: 'Préparez-vous à être payé',
      text: '{platform} paie par l’intermédiaire de Stripe. Si vous avez reçu un lien, veuillez l’ouvrir dans votre message.',
    },
    checking: { title: 'Un instant …', text: 'Nous vérifions votre lien.' },
    needsLink: {
      title: 'Cette page a besoin de votre lien',
      text: 'Veuillez ouvrir le lien dans le message que vous avez reçu.',
    },
    noScript: {
      title: 'Cette page a besoin de JavaScript',
      text: 'JavaScript est désactivé dans ce navigateur. Activez-le et rechargez la page, ou ouvrez votre lien dans un autre navigateur ou sur votre téléphone. Sinon, veuillez contacter {contact}.',
    },
    outdated: {
      title: 'Votre navigateur est trop ancien',
      text: 'Cette page n’y fonctionne pas. Veuillez ouvrir votre lien dans un autre navigateur ou sur votre téléphone.',
    },
    late: 'Cette page a besoin de JavaScript, et elle aurait déjà dû continuer. Rechargez-la. Si cela ne suffit pas, activez JavaScript, désactivez les extensions du navigateur pour cette page, ou ouvrez votre lien dans un autre navigateur. Sinon, veuillez contacter {contact}.',
    broken: {
      title: 'Cette page ne fonctionne pas dans ce navigateur',
      text: 'Rien n’est perdu. Rechargez la page. Si cela ne suffit pas, désactivez les extensions du navigateur pour cette page, ou ouvrez votre lien dans un autre navigateur ou sur votre téléphone. Sinon, veuillez contacter {contact}.',
      button: 'Recharger',
    },
  },
  errors: {
    notFound: {
      title: 'Cette page n’existe pas',
      text: 'Si vous avez reçu un lien, veuillez l’ouvrir à nouveau dans votre message, ou le copier en entier.',
    },
    malformed: {
      title: 'Cette adresse n’est pas valable',
      text: 'Veuillez ouvrir à nouveau le lien dans votre message, ou le copier en entier. S’il ne fonctionne toujours pas, veuillez contacter {contact}.',
    },
    tooMany: {
      title: 'Trop de tentatives',
      text: 'Veuillez attendre une minute, puis recharger cette page. Rien n’est perdu.',
    },
    unavailable: {
      title: 'Nous ne pouvons pas répondre pour le moment',
      text: 'Rien n’est perdu, et votre lien fonctionne toujours. Veuillez recharger cette page dans un instant.',
    },
    failed: {
      title: 'Une erreur s’est produite',
      text: 'Rien n’est perdu. Veuillez recharger cette page. Si cela ne suffit pas, veuillez contacter {contact}.',
    },
  },
  link: {
    title: {
      onboarding: 'Préparez-vous à être payé',
      update: 'Stripe a besoin de quelques informations supplémentaires',
      again: 'Reprenez là où vous vous êtes arrêté',
    },
    greeting: 'Bonjour {name}.',
    intro:
      '{platform} vous paie par l’intermédiaire de Stripe. Sur la page suivante, Stripe demande les informations nécessaires pour vous payer.',
    introAsks:
      '{platform} vous paie par l’intermédiaire de Stripe. Sur la page suivante, Stripe demande ce qui est nécessaire pour vous payer :',
    askBy: '{what}, avant le {date}',
    askError: '{what}. {error}',
    prepare:
      'Préparez vos coordonnées bancaires et une pièce d’identité, ainsi que les informations d’immatriculation s’il s’agit d’une société. Cela prend une dizaine de minutes. Vous pouvez vous arrêter à tout moment et continuer plus tard avec le même lien.',
    until: 'Votre lien est valable jusqu’au {date}.',
    button: 'Continuer vers Stripe',
    connecting: 'Connexion à Stripe …',
  },
  closed: {
    expired: {
      title: 'Ce lien a expiré',
      byEmail:
        'Les liens sont valables pour une durée limitée, mais vous pouvez en demander un nouveau. Ce que vous avez saisi jusqu’ici est enregistré.',
      byContact:
        'Ce que vous avez saisi jusqu’ici est enregistré. Pour obtenir un nouveau lien, veuillez contacter {contact}.',
    },
    replaced: {
      title: 'Ce lien a été remplacé',
      byEmail:
        'Il existe un lien plus récent. Utilisez le lien du message le plus récent. Si vous ne le trouvez pas, demandez-en un nouveau.',
      byContact:
        'Il existe un lien plus récent. Utilisez le lien du message le plus récent. Si vous ne le trouvez pas, veuillez contacter {contact}.',
    },
    revoked: {
      title: 'Ce lien ne fonctionne plus',
      text: 'Il existe un lien plus récent, ou celui-ci a été révoqué. Utilisez le lien du message le plus récent. Si vous ne le trouvez pas, veuillez contacter {contact}.',
    },
    moreNeeded: {
      title: 'Stripe a besoin de quelques informations supplémentaires',
      byEmail:
        'Stripe en a besoin pour vous payer. Nous pouvons vous envoyer par e-mail un lien vers la page correspondante :',
      byContact: 'Stripe a besoin de ce qui est indiqué ci-dessous. Veuillez contacter {contact}.',
    },
    inReview: {
      title: 'Stripe vérifie vos informations',
      text: 'Vous avez envoyé tout ce que Stripe a demandé. Ouvrez à nouveau ce lien pour voir si Stripe a besoin d’autre chose.',
    },
    onHold: {
      title: 'Stripe n’a pas encore activé votre compte',
      text: 'Vous avez envoyé tout ce que Stripe a demandé. Pour toute question, veuillez contacter {contact}.',
    },
    done: {
      title: 'Tout est terminé',
      text: 'Stripe a vos informations, et il ne reste rien à faire. Ouvrez à nouveau ce lien pour voir si Stripe a besoin d’autre chose.',
    },
    completed: { title: 'Ce lien a déjà servi jusqu’au bout', text: 'Veuillez contacter {contact}.' },
    unavailable: {
      title: 'Stripe ne peut pas ouvrir ce compte',
      text: 'Votre compte chez Stripe est fermé, ou Stripe ne l’a pas accepté. Veuillez contacter {contact}.',
    },
  },
  newLink: {
    button: 'M’envoyer un nouveau lien',
    title: 'Consultez votre boîte de réception',
    text: 'Un nouveau lien est en route vers l’adresse e-mail que {platform} a pour vous. Cela peut prendre quelques minutes. Vérifiez aussi votre dossier de courrier indésirable.',
    limit: 'Vous pouvez demander jusqu’à trois liens par jour.',
  },
  country: {
    which: {
      title: 'Où votre entreprise est-elle établie ?',
      text: 'Stripe doit connaître le pays dans lequel votre entreprise est immatriculée. Il ne pourra pas être modifié par la suite.',
    },
    unfit: {
      title: 'Impossible dans ce pays',
      text: 'Stripe ne permet pas que {platform} paie des entreprises comme la vôtre dans le pays choisi. Si vous vous êtes trompé, choisissez-en un autre. Sinon, veuillez contacter {contact}.',
    },
    label: 'Pays de votre entreprise',
    choose: 'Choisissez un pays',
  },
  code: {
    sent: {
      title: 'Saisissez le code reçu par e-mail',
      text: '{platform} s’assure qu’il s’agit bien de vous : un code à six chiffres a été envoyé à {address}. Il est valable dix minutes. Vérifiez aussi votre dossier de courrier indésirable.',
    },
    wrong: {
      title: 'Ce n’est pas le bon code',
      text: 'Vérifiez le code dans l’e-mail le plus récent envoyé à {address}, puis réessayez.',
    },
    over: {
      title: 'Ce code n’est plus valable',
      text: 'Il est trop ancien, a été essayé trop souvent ou a été remplacé. Vous pouvez en faire envoyer un autre à {address}.',
    },
    notSent: {
      title: 'Le code n’a pas pu être envoyé',
      text: 'Rien n’est perdu, et votre lien fonctionne toujours. Veuillez réessayer dans un instant. Si cela ne suffit pas, veuillez contacter {contact}.',
    },
    tooMany: {
      title: 'Trop de codes',
      text: 'Trop de codes ont été demandés pour ce lien. Veuillez attendre une heure, puis réessayer. Rien n’est perdu.',
    },
    label: 'Code reçu',
    sending: 'Envoi du code …',
    another: 'Envoyer un autre code',
  },
  landing: {
    done: {
      title: 'Vous avez terminé',
      text: 'Stripe a vos informations. Vous pouvez fermer cette page. Pour voir si Stripe a besoin d’autre chose, ouvrez à nouveau votre lien.',
    },
    incomplete: {
      title: 'Pas tout à fait terminé',
      text: 'Stripe a encore besoin de quelques informations. Ce que vous avez saisi jusqu’ici est enregistré.',
    },
    again: {
      title: 'Reprenez là où vous vous êtes arrêté',
      text: 'La page de Stripe a déjà été utilisée, ou elle a expiré. Ce que vous avez saisi jusqu’ici est enregistré.',
    },
    unknown: {
      title: 'Stripe est injoignable pour le moment',
      text: 'Rien n’est perdu. Veuillez réessayer dans un instant.',
    },
    busy: {
      title: 'Trop de tentatives',
      text: 'Veuillez patienter un peu, puis réessayer. Rien n’est perdu.',
    },
    invalid: {
      title: 'Cette adresse n’est pas valable',
      text: 'Veuillez ouvrir à nouveau le lien dans votre message.',
    },
    expired: {
      title: 'Votre lien a expiré',
      text: 'Veuillez ouvrir le lien du message le plus récent. S’il ne fonctionne pas, veuillez contacter {contact}.',
    },
    revoked: {
      title: 'Votre lien a été remplacé',
      text: 'Veuillez ouvrir le lien du message le plus récent. S’il ne fonctionne pas, veuillez contacter {contact}.',
    },
    openAgain: 'Pour continuer, ouvrez à nouveau le lien dans votre message.',
  },
  problems: {
    notValid: {
      title: 'Ce lien n’est pas valable',
      text: 'Vérifiez que vous avez copié le lien du message en entier. S’il ne fonctionne toujours pas, veuillez contacter {contact}.',
    },
    tooMany: {
      title: 'Trop de tentatives',
      text: 'Veuillez attendre une minute, puis réessayer. Rien n’est perdu.',
    },
    offline: {
      title: 'Échec de la connexion',
      text: 'Vérifiez votre connexion internet, puis réessayez. Si d’autres pages fonctionnent, quelque chose bloque peut-être celle-ci : une extension du navigateur ou un pare-feu. Rien n’est perdu.',
    },
    timeout: {
      title: 'La réponse met trop de temps à arriver',
      text: 'Rien n’est perdu, et votre lien fonctionne toujours. Veuillez réessayer dans un instant.',
    },
    busy: {
      title: 'Nous ne pouvons pas répondre pour le moment',
      text: 'Rien n’est perdu, et votre lien fonctionne toujours. Veuillez réessayer dans un instant.',
    },
    stripe: {
      title: 'Stripe est injoignable pour le moment',
      text: 'Rien n’est perdu, et votre lien fonctionne toujours. Veuillez réessayer dans un instant.',
    },
    other: { title: 'Une erreur s’est produite', text: 'Rien n’est perdu. Veuillez contacter {contact}.' },
  },
  reminders: {
    ask: {
      title: 'Ne plus recevoir de rappels ?',
      text: '{platform} vous envoie des rappels par e-mail jusqu’à ce que Stripe ait vos informations. Sans rappels, vous recevrez toujours un e-mail si Stripe vous demande quelque chose de nouveau ou si une échéance approche.',
      button: 'Arrêter les rappels',
    },
    stopped: {
      title: 'Vous ne recevrez plus de rappels',
      text: 'Votre lien fonctionne comme avant. Vous recevrez toujours un e-mail si Stripe vous demande quelque chose de nouveau ou si une échéance approche.',
      button: 'Recevoir à nouveau les rappels',
    },
    resumed: {
      title: 'Vous recevrez à nouveau des rappels',
      text: '{platform} vous envoie des rappels par e-mail jusqu’à ce que Stripe ait vos informations.',
      button: 'Arrêter les rappels',
    },
    unknown: {
      title: 'Ce lien ne fonctionne pas',
      text: 'Il est trop ancien ou incomplet. Utilisez le lien du dernier rappel, ou contactez {contact}.',
    },
  },
}
