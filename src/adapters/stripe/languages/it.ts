import type { Language } from './language.ts'

export const it: Language = {
  isLowered: true,
  joints: { orInstead: ', o in alternativa ', or: ', o ', and: ' e ' },
  subjects: {
    'A bank account that payouts can go to': 'Un conto bancario su cui ricevere i pagamenti',
    "Acceptance of Stripe's terms": 'L’accettazione delle condizioni di Stripe',
    'Whether this is a person or a company': 'Se si tratta di una persona o di una società',
    'Details about the business': 'Informazioni sull’attività',
    'The name that customers know the business by': 'Il nome con cui i clienti conoscono l’attività',
    'What the business does': 'Il settore dell’attività',
    'A website, or a description of what is sold': 'Un sito web o una descrizione di ciò che viene venduto',
    'A description of what is sold': 'Una descrizione di ciò che viene venduto',
    'How customers can reach the business': 'Come i clienti possono contattare l’attività',
    'The yearly revenue of the business': 'Il fatturato annuo dell’attività',
    'The name that customers see on their card statements':
      'Il nome che i clienti vedono sull’estratto conto della carta',
    'Details about the company': 'Informazioni sulla società',
    "The company's registered name": 'La denominazione registrata della società',
    "The company's address": 'L’indirizzo della società',
    "The company's phone number": 'Il numero di telefono della società',
    "The company's tax number": 'Il codice fiscale della società',
    "The company's tax or registration number": 'Il codice fiscale o il numero di registrazione della società',
    'The legal form of the company': 'La forma giuridica della società',
    'A document about the company': 'Un documento sulla società',
    'A document that proves whose bank account it is': 'Un documento che dimostri a chi appartiene il conto bancario',
    'All owners, directors and executives of the company':
      'Tutti i titolari, gli amministratori e i dirigenti della società',
    'Confirmation that all owners are named': 'La conferma che tutti i titolari sono indicati',
    'Why the owners do not have to be named': 'Il motivo per cui non occorre indicare i titolari',
    'Confirmation that all directors are named': 'La conferma che tutti gli amministratori sono indicati',
    'Confirmation that the representative may act for the company':
      'La conferma che il rappresentante può agire per la società',
    'Details about the person': 'Informazioni sulla persona',
    'The full name': 'Il nome completo',
    'The date of birth': 'La data di nascita',
    'The home address': 'L’indirizzo di residenza',
    'The email address': 'L’indirizzo e-mail',
    'The phone number': 'Il numero di telefono',
    'The tax or identity number': 'Il codice fiscale o il numero del documento di identità',
    'The nationality': 'La nazionalità',
    'A document that proves identity': 'Un documento di identità',
    'A second document, such as a proof of address': 'Un secondo documento, ad esempio una prova dell’indirizzo',
    'Details about the person who represents the business': 'Informazioni sulla persona che rappresenta l’attività',
    "The representative's full name": 'Il nome completo del rappresentante',
    "The representative's date of birth": 'La data di nascita del rappresentante',
    "The representative's home address": 'L’indirizzo di residenza del rappresentante',
    "The representative's email address": 'L’indirizzo e-mail del rappresentante',
    "The representative's phone number": 'Il numero di telefono del rappresentante',
    "The representative's tax or identity number":
      'Il codice fiscale o il numero del documento di identità del rappresentante',
    "The representative's nationality": 'La nazionalità del rappresentante',
    "A document that proves the representative's identity": 'Un documento di identità del rappresentante',
    'A second document about the representative, such as a proof of address':
      'Un secondo documento del rappresentante, ad esempio una prova dell’indirizzo',
    'Details about a person of the business': 'Informazioni su una persona dell’attività',
    'The full name of a person of the business': 'Il nome completo di una persona dell’attività',
    'The date of birth of a person of the business': 'La data di nascita di una persona dell’attività',
    'The home address of a person of the business': 'L’indirizzo di residenza di una persona dell’attività',
    'The tax or identity number of a person of the business':
      'Il codice fiscale o il numero del documento di identità di una persona dell’attività',
    'A document that proves the identity of a person of the business':
      'Un documento di identità di una persona dell’attività',
    'A second document about a person of the business, such as a proof of address':
      'Un secondo documento di una persona dell’attività, ad esempio una prova dell’indirizzo',
    'Details about the owners': 'Informazioni sui titolari',
    'Details about the directors': 'Informazioni sugli amministratori',
    'Details about the executives': 'Informazioni sui dirigenti',
    'A document about the business': 'Un documento sull’attività',
    'Answers to questions about the business': 'Risposte a domande sull’attività',
    'Another detail that Stripe asks for on its page': 'Un’altra informazione che Stripe richiede nella sua pagina',
  },
  reasons: {
    'Stripe did not accept what was sent.': 'Stripe non ha accettato quanto inviato.',
    'Something is missing.': 'Manca un’informazione.',
    'The city, the state and the postal code do not fit together.':
      'La città, la provincia e il codice postale non corrispondono.',
    'A mailbox is not accepted as an address.': 'Una casella postale non è accettata come indirizzo.',
    'The address of a registered agent is not accepted.': 'L’indirizzo di un domiciliatario non è accettato.',
    'The street or the number could not be found.': 'La via o il numero civico non è stato trovato.',
    'The postal code could not be found.': 'Il codice postale non è stato trovato.',
    'The name of the business is not valid.': 'Il nome dell’attività non è valido.',
    'The name of the business is too general.': 'Il nome dell’attività è troppo generico.',
    'The name of the company is too general.': 'Il nome della società è troppo generico.',
    'The date of birth is too long ago.': 'La data di nascita è troppo lontana nel tempo.',
    'The person is under 18.': 'La persona ha meno di 18 anni.',
    'The person is too young.': 'La persona è troppo giovane.',
    'The description of what is sold is too short or too long.':
      'La descrizione di ciò che viene venduto è troppo breve o troppo lunga.',
    'The description of what is sold must not repeat the website.':
      'La descrizione di ciò che viene venduto non deve ripetere il sito web.',
    'The representative must live in a country that Stripe accepts for this business.':
      'Il rappresentante deve risiedere in un Paese che Stripe accetta per questa attività.',
    'The person who signed is not a director or an owner with that right.':
      'La persona che ha firmato non è un amministratore o un titolare autorizzato a farlo.',
    'The name on card statements must resemble the name of the business.':
      'Il nome sugli estratti conto delle carte deve essere simile al nome dell’attività.',
    'The name on card statements is too general.': 'Il nome sugli estratti conto delle carte è troppo generico.',
    'The name on card statements must have 5 to 22 characters.':
      'Il nome sugli estratti conto delle carte deve avere da 5 a 22 caratteri.',
    'The tax number is not valid.': 'Il codice fiscale non è valido.',
    'The tax number has the wrong form.': 'Il formato del codice fiscale è errato.',
    'The terms must be accepted again.': 'Le condizioni devono essere accettate di nuovo.',
    'The entry is not valid.': 'Il dato inserito non è valido.',
    'Stripe does not support this type of business in this country.':
      'Stripe non supporta questo tipo di attività in questo Paese.',
    'The website is too general.': 'Il sito web è troppo generico.',
    'The address of the website must look like https://example.com.':
      'L’indirizzo del sito web deve avere la forma https://example.com.',
    'The address of the website is too long.': 'L’indirizzo del sito web è troppo lungo.',
    'The business sells on the internet, so it needs to name its website.':
      'L’attività vende su Internet e deve quindi indicare il suo sito web.',
    'The website does not match the details of the business.':
      'Il sito web non corrisponde alle informazioni sull’attività.',
    'The website is empty.': 'Il sito web è vuoto.',
    'The website could not be reached.': 'Il sito web non è raggiungibile.',
    'The website cannot be reached from every country.': 'Il sito web non è raggiungibile da tutti i Paesi.',
    'The website is protected by a password.': 'Il sito web è protetto da una password.',
    'The website lacks information that Stripe requires.': 'Nel sito web mancano informazioni richieste da Stripe.',
    'The website lacks a cancellation policy.': 'Nel sito web mancano le condizioni di annullamento.',
    'The website does not say how to reach customer service.':
      'Il sito web non indica come contattare il servizio clienti.',
    'The website does not name legal restrictions.': 'Il sito web non indica le restrizioni legali.',
    'The website lacks a refund policy.': 'Nel sito web mancano le condizioni di rimborso.',
    'The website lacks a return policy.': 'Nel sito web mancano le condizioni di reso.',
    'The website lacks terms and conditions.': 'Nel sito web mancano i termini e le condizioni.',
    'The website is still under construction.': 'Il sito web è ancora in costruzione.',
    'The business could not be recognised on the website.':
      'Non è stato possibile riconoscere l’attività nel sito web.',
    'The document shows another address.': 'Il documento riporta un altro indirizzo.',
    'The document shows no address.': 'Il documento non riporta alcun indirizzo.',
    'The file is damaged.': 'Il file è danneggiato.',
    'Documents of this kind are not accepted from this country.':
      'I documenti di questo tipo non sono accettati da questo Paese.',
    'The document names other directors.': 'Il documento indica altri amministratori.',
    'The document shows another date of birth.': 'Il documento riporta un’altra data di nascita.',
    'Two documents of the same kind were sent; they must be of different kinds.':
      'Sono stati inviati due documenti dello stesso tipo; devono essere di tipo diverso.',
    'The document has expired, or was issued too long ago.':
      'Il documento è scaduto o è stato rilasciato troppo tempo fa.',
    'The document is a copy or a screenshot. Use the original.':
      'Il documento è una copia o uno screenshot. Utilizzi l’originale.',
    'The document must be in colour.': 'Il documento deve essere a colori.',
    'The document was not accepted.': 'Il documento non è stato accettato.',
    'The document is a test document.': 'Il documento è un documento di prova.',
    'The document shows another number.': 'Il documento riporta un altro numero.',
    'The document does not show the number.': 'Il documento non riporta il numero.',
    'Parts of the document are missing.': 'Mancano parti del documento.',
    'Documents of this kind are not accepted.': 'I documenti di questo tipo non sono accettati.',
    'The document does not show until when it is valid.': 'Il documento non indica fino a quando è valido.',
    'The back of the document is missing.': 'Manca il retro del documento.',
    'The front of the document is missing.': 'Manca il fronte del documento.',
    'The document shows another name.': 'Il documento riporta un altro nome.',
    'The document shows no name.': 'Il documento non riporta alcun nome.',
    'The document shows another nationality.': 'Il documento riporta un’altra nazionalità.',
    'The document cannot be read: it is blurred, dark or partly covered.':
      'Il documento non è leggibile: è sfocato, scuro o in parte coperto.',
    'The document is not signed.': 'Il documento non è firmato.',
    'The upload of the document failed.': 'Il caricamento del documento non è riuscito.',
    'The photo on the document does not match the selfie.': 'La foto sul documento non corrisponde al selfie.',
    'The file is larger than 10 MB.': 'Il file supera i 10 MB.',
    'The directors differ from those in the public register.':
      'Gli amministratori non corrispondono a quelli del registro pubblico.',
    'Directors were named who are not in the public register.':
      'Sono stati indicati amministratori che non risultano nel registro pubblico.',
    'The address could not be confirmed. Correct it, or send a document that shows it.':
      'Non è stato possibile confermare l’indirizzo. Lo corregga o invii un documento che lo riporti.',
    'The person is not registered as a representative of the business.':
      'La persona non è registrata come rappresentante dell’attività.',
    'The importer exporter code could not be confirmed.':
      'Non è stato possibile confermare il codice importatore-esportatore.',
    'The document must show the name, the number and the address of the company.':
      'Il documento deve riportare il nome, il numero e l’indirizzo della società.',
    'The number could not be confirmed.': 'Non è stato possibile confermare il numero.',
    "The person's details could not be confirmed. Correct them, or send a document that shows them.":
      'Non è stato possibile confermare i dati della persona. Li corregga o invii un documento che li riporti.',
    "The company's details could not be confirmed. Correct them, or send a document that shows them.":
      'Non è stato possibile confermare i dati della società. Li corregga o invii un documento che li riporti.',
    'The name could not be confirmed. Correct it, or send a document that shows it.':
      'Non è stato possibile confermare il nome. Lo corregga o invii un documento che lo riporti.',
    'The details could not be confirmed.': 'Non è stato possibile confermare i dati.',
    'The person does not seem to live at this address.': 'La persona non sembra risiedere a questo indirizzo.',
    'The tax number does not belong to this name.': 'Il codice fiscale non corrisponde a questo nome.',
    'The tax number is not known to the tax office.': 'Il codice fiscale non è noto all’amministrazione fiscale.',
    'The type or the legal form of the business seems to be wrong.':
      'Il tipo o la forma giuridica dell’attività sembra errato.',
    'Not all directors have been named.': 'Non sono stati indicati tutti gli amministratori.',
    'Not all executives have been named.': 'Non sono stati indicati tutti i dirigenti.',
    'Not all owners have been named.': 'Non sono stati indicati tutti i titolari.',
    'The owners have to be named.': 'I titolari devono essere indicati.',
    'Companies own a large part of this one. Each needs a memorandum of association.':
      'Altre società possiedono gran parte di questa. Per ciascuna occorre un atto costitutivo.',
    'Companies own a large part of this one. Each needs a proof of registration.':
      'Altre società possiedono gran parte di questa. Per ciascuna occorre una prova di registrazione.',
    'The document has no photo that could be compared with the selfie.':
      'Il documento non ha una foto che possa essere confrontata con il selfie.',
    'The selfie does not match the photo on the document.': 'Il selfie non corrisponde alla foto sul documento.',
    'The selfie was not accepted.': 'Il selfie non è stato accettato.',
    'Stripe has to check first whether it may accept this kind of business.':
      'Stripe deve prima verificare se può accettare questo tipo di attività.',
  },
}
