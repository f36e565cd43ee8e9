import type { Language } from './language.ts'

export const de: Language = {
  isLowered: false,
  joints: { orInstead: ', oder stattdessen: ', or: ', oder: ', and: ' und ' },
  subjects: {
    'A bank account that payouts can go to': 'Ein Bankkonto für Auszahlungen',
    "Acceptance of Stripe's terms": 'Zustimmung zu den Bedingungen von Stripe',
    'Whether this is a person or a company': 'Ob es sich um eine Person oder ein Unternehmen handelt',
    'Details about the business': 'Angaben zum Geschäft',
    'The name that customers know the business by': 'Der Name, unter dem die Kunden das Geschäft kennen',
    'What the business does': 'Die Branche des Geschäfts',
    'A website, or a description of what is sold': 'Eine Website oder eine Beschreibung des Angebots',
    'A description of what is sold': 'Eine Beschreibung des Angebots',
    'How customers can reach the business': 'Wie die Kunden das Geschäft erreichen',
    'The yearly revenue of the business': 'Der Jahresumsatz des Geschäfts',
    'The name that customers see on their card statements': 'Der Name, den Kunden auf ihrer Kartenabrechnung sehen',
    'Details about the company': 'Angaben zum Unternehmen',
    "The company's registered name": 'Die Firma des Unternehmens laut Register',
    "The company's address": 'Die Anschrift des Unternehmens',
    "The company's phone number": 'Die Telefonnummer des Unternehmens',
    "The company's tax number": 'Die Steuernummer des Unternehmens',
    "The company's tax or registration number": 'Die Steuer- oder Registernummer des Unternehmens',
    'The legal form of the company': 'Die Rechtsform des Unternehmens',
    'A document about the company': 'Ein Dokument über das Unternehmen',
    'A document that proves whose bank account it is': 'Ein Nachweis, wem das Bankkonto gehört',
    'All owners, directors and executives of the company':
      'Alle Eigentümer, Geschäftsführer und leitenden Personen des Unternehmens',
    'Confirmation that all owners are named': 'Bestätigung, dass alle Eigentümer genannt sind',
    'Why the owners do not have to be named': 'Warum die Eigentümer nicht genannt werden müssen',
    'Confirmation that all directors are named': 'Bestätigung, dass alle Geschäftsführer genannt sind',
    'Confirmation that the representative may act for the company':
      'Bestätigung, dass die vertretende Person für das Unternehmen handeln darf',
    'Details about the person': 'Angaben zur Person',
    'The full name': 'Der vollständige Name',
    'The date of birth': 'Das Geburtsdatum',
    'The home address': 'Die Wohnanschrift',
    'The email address': 'Die E-Mail-Adresse',
    'The phone number': 'Die Telefonnummer',
    'The tax or identity number': 'Die Steuer- oder Ausweisnummer',
    'The nationality': 'Die Staatsangehörigkeit',
    'A document that proves identity': 'Ein Identitätsnachweis',
    'A second document, such as a proof of address': 'Ein zweites Dokument, zum Beispiel ein Adressnachweis',
    'Details about the person who represents the business': 'Angaben zu der Person, die das Geschäft vertritt',
    "The representative's full name": 'Der vollständige Name der vertretenden Person',
    "The representative's date of birth": 'Das Geburtsdatum der vertretenden Person',
    "The representative's home address": 'Die Wohnanschrift der vertretenden Person',
    "The representative's email address": 'Die E-Mail-Adresse der vertretenden Person',
    "The representative's phone number": 'Die Telefonnummer der vertretenden Person',
    "The representative's tax or identity number": 'Die Steuer- oder Ausweisnummer der vertretenden Person',
    "The representative's nationality": 'Die Staatsangehörigkeit der vertretenden Person',
    "A document that proves the representative's identity": 'Ein Identitätsnachweis der vertretenden Person',
    'A second document about the representative, such as a proof of address':
      'Ein zweites Dokument der vertretenden Person, zum Beispiel ein Adressnachweis',
    'Details about a person of the business': 'Angaben zu einer Person des Geschäfts',
    'The full name of a person of the business': 'Der vollständige Name einer Person des Geschäfts',
    'The date of birth of a person of the business': 'Das Geburtsdatum einer Person des Geschäfts',
    'The home address of a person of the business': 'Die Wohnanschrift einer Person des Geschäfts',
    'The tax or identity number of a person of the business':
      'Die Steuer- oder Ausweisnummer einer Person des Geschäfts',
    'A document that proves the identity of a person of the business':
      'Ein Identitätsnachweis einer Person des Geschäfts',
    'A second document about a person of the business, such as a proof of address':
      'Ein zweites Dokument einer Person des Geschäfts, zum Beispiel ein Adressnachweis',
    'Details about the owners': 'Angaben zu den Eigentümern',
    'Details about the directors': 'Angaben zu den Geschäftsführern',
    'Details about the executives': 'Angaben zu den leitenden Personen',
    'A document about the business': 'Ein Dokument über das Geschäft',
    'Answers to questions about the business': 'Antworten auf Fragen zum Geschäft',
    'Another detail that Stripe asks for on its page': 'Eine weitere Angabe, um die Stripe auf seiner Seite bittet',
  },
  reasons: {
    'Stripe did not accept what was sent.': 'Stripe hat das Gesendete nicht akzeptiert.',
    'Something is missing.': 'Es fehlt etwas.',
    'The city, the state and the postal code do not fit together.':
      'Ort, Bundesland und Postleitzahl passen nicht zusammen.',
    'A mailbox is not accepted as an address.': 'Ein Postfach wird nicht als Anschrift akzeptiert.',
    'The address of a registered agent is not accepted.':
      'Die Anschrift eines Zustellungsbevollmächtigten wird nicht akzeptiert.',
    'The street or the number could not be found.': 'Die Straße oder die Hausnummer wurde nicht gefunden.',
    'The postal code could not be found.': 'Die Postleitzahl wurde nicht gefunden.',
    'The name of the business is not valid.': 'Der Name des Geschäfts ist nicht gültig.',
    'The name of the business is too general.': 'Der Name des Geschäfts ist zu allgemein.',
    'The name of the company is too general.': 'Der Name des Unternehmens ist zu allgemein.',
    'The date of birth is too long ago.': 'Das Geburtsdatum liegt zu lange zurück.',
    'The person is under 18.': 'Die Person ist unter 18.',
    'The person is too young.': 'Die Person ist zu jung.',
    'The description of what is sold is too short or too long.':
      'Die Beschreibung des Angebots ist zu kurz oder zu lang.',
    'The description of what is sold must not repeat the website.':
      'Die Beschreibung des Angebots darf nicht die Website wiederholen.',
    'The representative must live in a country that Stripe accepts for this business.':
      'Die vertretende Person muss in einem Land wohnen, das Stripe für dieses Geschäft akzeptiert.',
    'The person who signed is not a director or an owner with that right.':
      'Die Person, die unterschrieben hat, ist dazu weder als Geschäftsführer noch als Eigentümer berechtigt.',
    'The name on card statements must resemble the name of the business.':
      'Der Name auf der Kartenabrechnung muss dem Namen des Geschäfts ähneln.',
    'The name on card statements is too general.': 'Der Name auf der Kartenabrechnung ist zu allgemein.',
    'The name on card statements must have 5 to 22 characters.':
      'Der Name auf der Kartenabrechnung muss 5 bis 22 Zeichen haben.',
    'The tax number is not valid.': 'Die Steuernummer ist nicht gültig.',
    'The tax number has the wrong form.': 'Die Steuernummer hat das falsche Format.',
    'The terms must be accepted again.': 'Den Bedingungen muss erneut zugestimmt werden.',
    'The entry is not valid.': 'Die Eingabe ist nicht gültig.',
    'Stripe does not support this type of business in this country.':
      'Stripe unterstützt diese Art von Geschäft in diesem Land nicht.',
    'The website is too general.': 'Die Website ist zu allgemein.',
    'The address of the website must look like https://example.com.':
      'Die Adresse der Website muss die Form https://example.com haben.',
    'The address of the website is too long.': 'Die Adresse der Website ist zu lang.',
    'The business sells on the internet, so it needs to name its website.':
      'Das Geschäft verkauft im Internet und muss deshalb seine Website angeben.',
    'The website does not match the details of the business.': 'Die Website passt nicht zu den Angaben zum Geschäft.',
    'The website is empty.': 'Die Website ist leer.',
    'The website could not be reached.': 'Die Website war nicht erreichbar.',
    'The website cannot be reached from every country.': 'Die Website ist nicht aus jedem Land erreichbar.',
    'The website is protected by a password.': 'Die Website ist durch ein Passwort geschützt.',
    'The website lacks information that Stripe requires.': 'Auf der Website fehlen Angaben, die Stripe verlangt.',
    'The website lacks a cancellation policy.': 'Auf der Website fehlen Stornierungsbedingungen.',
    'The website does not say how to reach customer service.':
      'Auf der Website steht nicht, wie der Kundendienst erreichbar ist.',
    'The website does not name legal restrictions.': 'Auf der Website fehlen rechtliche Einschränkungen.',
    'The website lacks a refund policy.': 'Auf der Website fehlen Erstattungsbedingungen.',
    'The website lacks a return policy.': 'Auf der Website fehlen Rückgabebedingungen.',
    'The website lacks terms and conditions.': 'Auf der Website fehlen allgemeine Geschäftsbedingungen.',
    'The website is still under construction.': 'Die Website ist noch im Aufbau.',
    'The business could not be recognised on the website.': 'Das Geschäft war auf der Website nicht zu erkennen.',
    'The document shows another address.': 'Das Dokument zeigt eine andere Anschrift.',
    'The document shows no address.': 'Das Dokument zeigt keine Anschrift.',
    'The file is damaged.': 'Die Datei ist beschädigt.',
    'Documents of this kind are not accepted from this country.':
      'Dokumente dieser Art werden aus diesem Land nicht akzeptiert.',
    'The document names other directors.': 'Das Dokument nennt andere Geschäftsführer.',
    'The document shows another date of birth.': 'Das Dokument zeigt ein anderes Geburtsdatum.',
    'Two documents of the same kind were sent; they must be of different kinds.':
      'Es wurden zwei Dokumente derselben Art gesendet; sie müssen verschiedener Art sein.',
    'The document has expired, or was issued too long ago.':
      'Das Dokument ist abgelaufen oder wurde vor zu langer Zeit ausgestellt.',
    'The document is a copy or a screenshot. Use the original.':
      'Das Dokument ist eine Kopie oder ein Bildschirmfoto. Verwenden Sie das Original.',
    'The document must be in colour.': 'Das Dokument muss farbig sein.',
    'The document was not accepted.': 'Das Dokument wurde nicht akzeptiert.',
    'The document is a test document.': 'Das Dokument ist ein Testdokument.',
    'The document shows another number.': 'Das Dokument zeigt eine andere Nummer.',
    'The document does not show the number.': 'Das Dokument zeigt die Nummer nicht.',
    'Parts of the document are missing.': 'Teile des Dokuments fehlen.',
    'Documents of this kind are not accepted.': 'Dokumente dieser Art werden nicht akzeptiert.',
    'The document does not show until when it is valid.': 'Das Dokument zeigt nicht, bis wann es gültig ist.',
    'The back of the document is missing.': 'Die Rückseite des Dokuments fehlt.',
    'The front of the document is missing.': 'Die Vorderseite des Dokuments fehlt.',
    'The document shows another name.': 'Das Dokument zeigt einen anderen Namen.',
    'The document shows no name.': 'Das Dokument zeigt keinen Namen.',
    'The document shows another nationality.': 'Das Dokument zeigt eine andere Staatsangehörigkeit.',
    'The document cannot be read: it is blurred, dark or partly covered.':
      'Das Dokument ist nicht lesbar: Es ist unscharf, dunkel oder teilweise verdeckt.',
    'The document is not signed.': 'Das Dokument ist nicht unterschrieben.',
    'The upload of the document failed.': 'Das Hochladen des Dokuments ist fehlgeschlagen.',
    'The photo on the document does not match the selfie.': 'Das Foto auf dem Dokument passt nicht zum Selfie.',
    'The file is larger than 10 MB.': 'Die Datei ist größer als 10 MB.',
    'The directors differ from those in the public register.':
      'Die Geschäftsführer weichen von denen im öffentlichen Register ab.',
    'Directors were named who are not in the public register.':
      'Es wurden Geschäftsführer genannt, die nicht im öffentlichen Register stehen.',
    'The address could not be confirmed. Correct it, or send a document that shows it.':
      'Die Anschrift konnte nicht bestätigt werden. Korrigieren Sie sie, oder senden Sie ein Dokument, das sie zeigt.',
    'The person is not registered as a representative of the business.':
      'Die Person ist nicht als Vertretung des Geschäfts eingetragen.',
    'The importer exporter code could not be confirmed.': 'Der Importer Exporter Code konnte nicht bestätigt werden.',
    'The document must show the name, the number and the address of the company.':
      'Das Dokument muss den Namen, die Nummer und die Anschrift des Unternehmens zeigen.',
    'The number could not be confirmed.': 'Die Nummer konnte nicht bestätigt werden.',
    "The person's details could not be confirmed. Correct them, or send a document that shows them.":
      'Die Angaben zur Person konnten nicht bestätigt werden. Korrigieren Sie sie, oder senden Sie ein Dokument, das sie zeigt.',
    "The company's details could not be confirmed. Correct them, or send a document that shows them.":
      'Die Angaben zum Unternehmen konnten nicht bestätigt werden. Korrigieren Sie sie, oder senden Sie ein Dokument, das sie zeigt.',
    'The name could not be confirmed. Correct it, or send a document that shows it.':
      'Der Name konnte nicht bestätigt werden. Korrigieren Sie ihn, oder senden Sie ein Dokument, das ihn zeigt.',
    'The details could not be confirmed.': 'Die Angaben konnten nicht bestätigt werden.',
    'The person does not seem to live at this address.': 'Die Person scheint nicht unter dieser Anschrift zu wohnen.',
    'The tax number does not belong to this name.': 'Die Steuernummer gehört nicht zu diesem Namen.',
    'The tax number is not known to the tax office.': 'Die Steuernummer ist dem Finanzamt nicht bekannt.',
    'The type or the legal form of the business seems to be wrong.':
      'Die Art oder die Rechtsform des Geschäfts scheint falsch zu sein.',
    'Not all directors have been named.': 'Es wurden nicht alle Geschäftsführer genannt.',
    'Not all executives have been named.': 'Es wurden nicht alle leitenden Personen genannt.',
    'Not all owners have been named.': 'Es wurden nicht alle Eigentümer genannt.',
    'The owners have to be named.': 'Die Eigentümer müssen genannt werden.',
    'Companies own a large part of this one. Each needs a memorandum of association.':
      'Ein großer Teil dieses Unternehmens gehört anderen Unternehmen. Jedes braucht einen Gesellschaftsvertrag.',
    'Companies own a large part of this one. Each needs a proof of registration.':
      'Ein großer Teil dieses Unternehmens gehört anderen Unternehmen. Jedes braucht einen Registerauszug.',
    'The document has no photo that could be compared with the selfie.':
      'Das Dokument enthält kein Foto, das mit dem Selfie verglichen werden kann.',
    'The selfie does not match the photo on the document.': 'Das Selfie passt nicht zum Foto auf dem Dokument.',
    'The selfie was not accepted.': 'Das Selfie wurde nicht akzeptiert.',
    'Stripe has to check first whether it may accept this kind of business.':
      'Stripe muss erst prüfen, ob es diese Art von Geschäft annehmen darf.',
  },
}
