import type { Language } from './language.ts'

export const fr: Language = {
  isLowered: true,
  joints: { orInstead: ', ou à la place ', or: ', ou ', and: ' et ' },
  subjects: {
    'A bank account that payouts can go to': 'Un compte bancaire pour recevoir les virements',
    "Acceptance of Stripe's terms": 'L’acceptation des conditions de Stripe',
    'Whether this is a person or a company': 'S’il s’agit d’une personne ou d’une société',
    'Details about the business': 'Des informations sur l’activité',
    'The name that customers know the business by': 'Le nom sous lequel les clients connaissent l’activité',
    'What the business does': 'Le secteur de l’activité',
    'A website, or a description of what is sold': 'Un site web, ou une description de ce qui est vendu',
    'A description of what is sold': 'Une description de ce qui est vendu',
    'How customers can reach the business': 'Comment les clients peuvent joindre l’entreprise',
    'The yearly revenue of the business': 'Le chiffre d’affaires annuel de l’entreprise',
    'The name that customers see on their card statements': 'Le nom que les clients voient sur leur relevé de carte',
    'Details about the company': 'Des informations sur la société',
    "The company's registered name": 'La dénomination sociale de la société',
    "The company's address": 'L’adresse de la société',
    "The company's phone number": 'Le numéro de téléphone de la société',
    "The company's tax number": 'Le numéro fiscal de la société',
    "The company's tax or registration number": 'Le numéro fiscal ou d’immatriculation de la société',
    'The legal form of the company': 'La forme juridique de la société',
    'A document about the company': 'Un document concernant la société',
    'A document that proves whose bank account it is': 'Un document prouvant à qui appartient le compte bancaire',
    'All owners, directors and executives of the company':
      'Tous les propriétaires, administrateurs et dirigeants de la société',
    'Confirmation that all owners are named': 'La confirmation que tous les propriétaires sont indiqués',
    'Why the owners do not have to be named': 'La raison pour laquelle les propriétaires n’ont pas à être indiqués',
    'Confirmation that all directors are named': 'La confirmation que tous les administrateurs sont indiqués',
    'Confirmation that the representative may act for the company':
      'La confirmation que le représentant peut agir au nom de la société',
    'Details about the person': 'Des informations sur la personne',
    'The full name': 'Le nom complet',
    'The date of birth': 'La date de naissance',
    'The home address': 'L’adresse du domicile',
    'The email address': 'L’adresse e-mail',
    'The phone number': 'Le numéro de téléphone',
    'The tax or identity number': 'Le numéro fiscal ou d’identité',
    'The nationality': 'La nationalité',
    'A document that proves identity': 'Une pièce d’identité',
    'A second document, such as a proof of address': 'Un second document, par exemple un justificatif de domicile',
    'Details about the person who represents the business':
      'Des informations sur la personne qui représente l’entreprise',
    "The representative's full name": 'Le nom complet du représentant',
    "The representative's date of birth": 'La date de naissance du représentant',
    "The representative's home address": 'L’adresse du domicile du représentant',
    "The representative's email address": 'L’adresse e-mail du représentant',
    "The representative's phone number": 'Le numéro de téléphone du représentant',
    "The representative's tax or identity number": 'Le numéro fiscal ou d’identité du représentant',
    "The representative's nationality": 'La nationalité du représentant',
    "A document that proves the representative's identity": 'Une pièce d’identité du représentant',
    'A second document about the representative, such as a proof of address':
      'Un second document concernant le représentant, par exemple un justificatif de domicile',
    'Details about a person of the business': 'Des informations sur une personne de l’entreprise',
    'The full name of a person of the business': 'Le nom complet d’une personne de l’entreprise',
    'The date of birth of a person of the business': 'La date de naissance d’une personne de l’entreprise',
    'The home address of a person of the business': 'L’adresse du domicile d’une personne de l’entreprise',
    'The tax or identity number of a person of the business':
      'Le numéro fiscal ou d’identité d’une personne de l’entreprise',
    'A document that proves the identity of a person of the business':
      'Une pièce d’identité d’une personne de l’entreprise',
    'A second document about a person of the business, such as a proof of address':
      'Un second document concernant une personne de l’entreprise, par exemple un justificatif de domicile',
    'Details about the owners': 'Des informations sur les propriétaires',
    'Details about the directors': 'Des informations sur les administrateurs',
    'Details about the executives': 'Des informations sur les dirigeants',
    'A document about the business': 'Un document concernant l’entreprise',
    'Answers to questions about the business': 'Des réponses à des questions sur l’entreprise',
    'Another detail that Stripe asks for on its page': 'Une autre information que Stripe demande sur sa page',
  },
  reasons: {
    'Stripe did not accept what was sent.': 'Stripe n’a pas accepté ce qui a été envoyé.',
    'Something is missing.': 'Il manque une information.',
    'The city, the state and the postal code do not fit together.':
      'La ville, la région et le code postal ne correspondent pas.',
    'A mailbox is not accepted as an address.': 'Une boîte postale n’est pas acceptée comme adresse.',
    'The address of a registered agent is not accepted.': 'L’adresse d’un agent enregistré n’est pas acceptée.',
    'The street or the number could not be found.': 'La rue ou le numéro est introuvable.',
    'The postal code could not be found.': 'Le code postal est introuvable.',
    'The name of the business is not valid.': 'Le nom de l’entreprise n’est pas valide.',
    'The name of the business is too general.': 'Le nom de l’entreprise est trop général.',
    'The name of the company is too general.': 'Le nom de la société est trop général.',
    'The date of birth is too long ago.': 'La date de naissance est trop ancienne.',
    'The person is under 18.': 'La personne a moins de 18 ans.',
    'The person is too young.': 'La personne est trop jeune.',
    'The description of what is sold is too short or too long.':
      'La description de ce qui est vendu est trop courte ou trop longue.',
    'The description of what is sold must not repeat the website.':
      'La description de ce qui est vendu ne doit pas reprendre le site web.',
    'The representative must live in a country that Stripe accepts for this business.':
      'Le représentant doit résider dans un pays que Stripe accepte pour cette entreprise.',
    'The person who signed is not a director or an owner with that right.':
      'La personne qui a signé n’est ni un administrateur ni un propriétaire habilité à le faire.',
    'The name on card statements must resemble the name of the business.':
      'Le nom sur les relevés de carte doit ressembler au nom de l’entreprise.',
    'The name on card statements is too general.': 'Le nom sur les relevés de carte est trop général.',
    'The name on card statements must have 5 to 22 characters.':
      'Le nom sur les relevés de carte doit comporter de 5 à 22 caractères.',
    'The tax number is not valid.': 'Le numéro fiscal n’est pas valide.',
    'The tax number has the wrong form.': 'Le format du numéro fiscal est incorrect.',
    'The terms must be accepted again.': 'Les conditions doivent être acceptées de nouveau.',
    'The entry is not valid.': 'La saisie n’est pas valide.',
    'Stripe does not support this type of business in this country.':
      'Stripe ne prend pas en charge ce type d’activité dans ce pays.',
    'The website is too general.': 'Le site web est trop général.',
    'The address of the website must look like https://example.com.':
      'L’adresse du site web doit être de la forme https://example.com.',
    'The address of the website is too long.': 'L’adresse du site web est trop longue.',
    'The business sells on the internet, so it needs to name its website.':
      'L’entreprise vend sur Internet et doit donc indiquer son site web.',
    'The website does not match the details of the business.':
      'Le site web ne correspond pas aux informations sur l’entreprise.',
    'The website is empty.': 'Le site web est vide.',
    'The website could not be reached.': 'Le site web est inaccessible.',
    'The website cannot be reached from every country.': 'Le site web n’est pas accessible depuis tous les pays.',
    'The website is protected by a password.': 'Le site web est protégé par un mot de passe.',
    'The website lacks information that Stripe requires.':
      'Il manque sur le site web des informations que Stripe exige.',
    'The website lacks a cancellation policy.': 'Il manque sur le site web des conditions d’annulation.',
    'The website does not say how to reach customer service.':
      'Le site web n’indique pas comment joindre le service client.',
    'The website does not name legal restrictions.': 'Le site web n’indique pas les restrictions légales.',
    'The website lacks a refund policy.': 'Il manque sur le site web des conditions de remboursement.',
    'The website lacks a return policy.': 'Il manque sur le site web des conditions de retour.',
    'The website lacks terms and conditions.': 'Il manque sur le site web des conditions générales.',
    'The website is still under construction.': 'Le site web est encore en construction.',
    'The business could not be recognised on the website.': 'L’entreprise n’a pas pu être identifiée sur le site web.',
    'The document shows another address.': 'Le document indique une autre adresse.',
    'The document shows no address.': 'Le document n’indique aucune adresse.',
    'The file is damaged.': 'Le fichier est endommagé.',
    'Documents of this kind are not accepted from this country.':
      'Les documents de ce type ne sont pas acceptés pour ce pays.',
    'The document names other directors.': 'Le document désigne d’autres administrateurs.',
    'The document shows another date of birth.': 'Le document indique une autre date de naissance.',
    'Two documents of the same kind were sent; they must be of different kinds.':
      'Deux documents du même type ont été envoyés ; ils doivent être de types différents.',
    'The document has expired, or was issued too long ago.':
      'Le document a expiré ou a été délivré il y a trop longtemps.',
    'The document is a copy or a screenshot. Use the original.':
      'Le document est une copie ou une capture d’écran. Utilisez l’original.',
    'The document must be in colour.': 'Le document doit être en couleur.',
    'The document was not accepted.': 'Le document n’a pas été accepté.',
    'The document is a test document.': 'Le document est un document de test.',
    'The document shows another number.': 'Le document indique un autre numéro.',
    'The document does not show the number.': 'Le document n’indique pas le numéro.',
    'Parts of the document are missing.': 'Des parties du document manquent.',
    'Documents of this kind are not accepted.': 'Les documents de ce type ne sont pas acceptés.',
    'The document does not show until when it is valid.': 'Le document n’indique pas sa date de validité.',
    'The back of the document is missing.': 'Le verso du document manque.',
    'The front of the document is missing.': 'Le recto du document manque.',
    'The document shows another name.': 'Le document indique un autre nom.',
    'The document shows no name.': 'Le document n’indique aucun nom.',
    'The document shows another nationality.': 'Le document indique une autre nationalité.',
    'The document cannot be read: it is blurred, dark or partly covered.':
      'Le document est illisible : il est flou, sombre ou en partie masqué.',
    'The document is not signed.': 'Le document n’est pas signé.',
    'The upload of the document failed.': 'L’envoi du document a échoué.',
    'The photo on the document does not match the selfie.': 'La photo du document ne correspond pas au selfie.',
    'The file is larger than 10 MB.': 'Le fichier dépasse 10 Mo.',
    'The directors differ from those in the public register.':
      'Les administrateurs diffèrent de ceux du registre public.',
    'Directors were named who are not in the public register.':
      'Des administrateurs qui ne figurent pas au registre public ont été indiqués.',
    'The address could not be confirmed. Correct it, or send a document that shows it.':
      'L’adresse n’a pas pu être confirmée. Corrigez-la ou envoyez un document qui l’indique.',
    'The person is not registered as a representative of the business.':
      'La personne n’est pas enregistrée comme représentant de l’entreprise.',
    'The importer exporter code could not be confirmed.': 'Le code importateur-exportateur n’a pas pu être confirmé.',
    'The document must show the name, the number and the address of the company.':
      'Le document doit indiquer le nom, le numéro et l’adresse de la société.',
    'The number could not be confirmed.': 'Le numéro n’a pas pu être confirmé.',
    "The person's details could not be confirmed. Correct them, or send a document that shows them.":
      'Les informations sur la personne n’ont pas pu être confirmées. Corrigez-les ou envoyez un document qui les indique.',
    "The company's details could not be confirmed. Correct them, or send a document that shows them.":
      'Les informations sur la société n’ont pas pu être confirmées. Corrigez-les ou envoyez un document qui les indique.',
    'The name could not be confirmed. Correct it, or send a document that shows it.':
      'Le nom n’a pas pu être confirmé. Corrigez-le ou envoyez un document qui l’indique.',
    'The details could not be confirmed.': 'Les informations n’ont pas pu être confirmées.',
    'The person does not seem to live at this address.': 'La personne ne semble pas résider à cette adresse.',
    'The tax number does not belong to this name.': 'Le numéro fiscal ne correspond pas à ce nom.',
    'The tax number is not known to the tax office.': 'Le numéro fiscal est inconnu de l’administration fiscale.',
    'The type or the legal form of the business seems to be wrong.':
      'Le type ou la forme juridique de l’entreprise semble incorrect.',
    'Not all directors have been named.': 'Tous les administrateurs n’ont pas été indiqués.',
    'Not all executives have been named.': 'Tous les dirigeants n’ont pas été indiqués.',
    'Not all owners have been named.': 'Tous les propriétaires n’ont pas été indiqués.',
    'The owners have to be named.': 'Les propriétaires doivent être indiqués.',
    'Companies own a large part of this one. Each needs a memorandum of association.':
      'D’autres sociétés détiennent une grande part de celle-ci. Chacune doit fournir ses statuts.',
    'Companies own a large part of this one. Each needs a proof of registration.':
      'D’autres sociétés détiennent une grande part de celle-ci. Chacune doit fournir un justificatif d’immatriculation.',
    'The document has no photo that could be compared with the selfie.':
      'Le document ne comporte pas de photo qui puisse être comparée au selfie.',
    'The selfie does not match the photo on the document.': 'Le selfie ne correspond pas à la photo du document.',
    'The selfie was not accepted.': 'Le selfie n’a pas été accepté.',
    'Stripe has to check first whether it may accept this kind of business.':
      'Stripe doit d’abord vérifier s’il peut accepter ce type d’activité.',
  },
}
