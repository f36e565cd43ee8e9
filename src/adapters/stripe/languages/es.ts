import type { Language } from './language.ts'

export const es: Language = {
  isLowered: true,
  joints: { orInstead: ', o en su lugar ', or: ', o ', and: ' y ' },
  subjects: {
    'A bank account that payouts can go to': 'Una cuenta bancaria para recibir los pagos',
    "Acceptance of Stripe's terms": 'La aceptación de las condiciones de Stripe',
    'Whether this is a person or a company': 'Si se trata de una persona o de una empresa',
    'Details about the business': 'Información sobre el negocio',
    'The name that customers know the business by': 'El nombre por el que los clientes conocen el negocio',
    'What the business does': 'El sector del negocio',
    'A website, or a description of what is sold': 'Un sitio web o una descripción de lo que se vende',
    'A description of what is sold': 'Una descripción de lo que se vende',
    'How customers can reach the business': 'Cómo pueden contactar los clientes con el negocio',
    'The yearly revenue of the business': 'Los ingresos anuales del negocio',
    'The name that customers see on their card statements':
      'El nombre que los clientes ven en el extracto de su tarjeta',
    'Details about the company': 'Información sobre la empresa',
    "The company's registered name": 'El nombre registrado de la empresa',
    "The company's address": 'La dirección de la empresa',
    "The company's phone number": 'El número de teléfono de la empresa',
    "The company's tax number": 'El número fiscal de la empresa',
    "The company's tax or registration number": 'El número fiscal o de registro de la empresa',
    'The legal form of the company': 'La forma jurídica de la empresa',
    'A document about the company': 'Un documento sobre la empresa',
    'A document that proves whose bank account it is': 'Un documento que demuestre de quién es la cuenta bancaria',
    'All owners, directors and executives of the company':
      'Todos los propietarios, administradores y directivos de la empresa',
    'Confirmation that all owners are named': 'La confirmación de que se ha indicado a todos los propietarios',
    'Why the owners do not have to be named': 'Por qué no es necesario indicar a los propietarios',
    'Confirmation that all directors are named': 'La confirmación de que se ha indicado a todos los administradores',
    'Confirmation that the representative may act for the company':
      'La confirmación de que el representante puede actuar en nombre de la empresa',
    'Details about the person': 'Información sobre la persona',
    'The full name': 'El nombre completo',
    'The date of birth': 'La fecha de nacimiento',
    'The home address': 'El domicilio',
    'The email address': 'La dirección de correo electrónico',
    'The phone number': 'El número de teléfono',
    'The tax or identity number': 'El número fiscal o de identidad',
    'The nationality': 'La nacionalidad',
    'A document that proves identity': 'Un documento de identidad',
    'A second document, such as a proof of address': 'Un segundo documento, por ejemplo un justificante de domicilio',
    'Details about the person who represents the business': 'Información sobre la persona que representa al negocio',
    "The representative's full name": 'El nombre completo del representante',
    "The representative's date of birth": 'La fecha de nacimiento del representante',
    "The representative's home address": 'El domicilio del representante',
    "The representative's email address": 'La dirección de correo electrónico del representante',
    "The representative's phone number": 'El número de teléfono del representante',
    "The representative's tax or identity number": 'El número fiscal o de identidad del representante',
    "The representative's nationality": 'La nacionalidad del representante',
    "A document that proves the representative's identity": 'Un documento de identidad del representante',
    'A second document about the representative, such as a proof of address':
      'Un segundo documento del representante, por ejemplo un justificante de domicilio',
    'Details about a person of the business': 'Información sobre una persona del negocio',
    'The full name of a person of the business': 'El nombre completo de una persona del negocio',
    'The date of birth of a person of the business': 'La fecha de nacimiento de una persona del negocio',
    'The home address of a person of the business': 'El domicilio de una persona del negocio',
    'The tax or identity number of a person of the business':
      'El número fiscal o de identidad de una persona del negocio',
    'A document that proves the identity of a person of the business':
      'Un documento de identidad de una persona del negocio',
    'A second document about a person of the business, such as a proof of address':
      'Un segundo documento de una persona del negocio, por ejemplo un justificante de domicilio',
    'Details about the owners': 'Información sobre los propietarios',
    'Details about the directors': 'Información sobre los administradores',
    'Details about the executives': 'Información sobre los directivos',
    'A document about the business': 'Un documento sobre el negocio',
    'Answers to questions about the business': 'Respuestas a preguntas sobre el negocio',
    'Another detail that Stripe asks for on its page': 'Otro dato que Stripe solicita en su página',
  },
  reasons: {
    'Stripe did not accept what was sent.': 'Stripe no ha aceptado lo que se envió.',
    'Something is missing.': 'Falta algún dato.',
    'The city, the state and the postal code do not fit together.':
      'La ciudad, la provincia y el código postal no concuerdan.',
    'A mailbox is not accepted as an address.': 'No se acepta un apartado de correos como dirección.',
    'The address of a registered agent is not accepted.': 'No se acepta la dirección de un agente registrado.',
    'The street or the number could not be found.': 'No se ha encontrado la calle o el número.',
    'The postal code could not be found.': 'No se ha encontrado el código postal.',
    'The name of the business is not valid.': 'El nombre del negocio no es válido.',
    'The name of the business is too general.': 'El nombre del negocio es demasiado general.',
    'The name of the company is too general.': 'El nombre de la empresa es demasiado general.',
    'The date of birth is too long ago.': 'La fecha de nacimiento es demasiado antigua.',
    'The person is under 18.': 'La persona es menor de 18 años.',
    'The person is too young.': 'La persona es demasiado joven.',
    'The description of what is sold is too short or too long.':
      'La descripción de lo que se vende es demasiado corta o demasiado larga.',
    'The description of what is sold must not repeat the website.':
      'La descripción de lo que se vende no debe repetir el sitio web.',
    'The representative must live in a country that Stripe accepts for this business.':
      'El representante debe residir en un país que Stripe acepte para este negocio.',
    'The person who signed is not a director or an owner with that right.':
      'La persona que ha firmado no es un administrador ni un propietario con ese derecho.',
    'The name on card statements must resemble the name of the business.':
      'El nombre en los extractos de tarjeta debe parecerse al nombre del negocio.',
    'The name on card statements is too general.': 'El nombre en los extractos de tarjeta es demasiado general.',
    'The name on card statements must have 5 to 22 characters.':
      'El nombre en los extractos de tarjeta debe tener entre 5 y 22 caracteres.',
    'The tax number is not valid.': 'El número fiscal no es válido.',
    'The tax number has the wrong form.': 'El número fiscal tiene un formato incorrecto.',
    'The terms must be accepted again.': 'Es necesario volver a aceptar las condiciones.',
    'The entry is not valid.': 'El dato no es válido.',
    'Stripe does not support this type of business in this country.':
      'Stripe no admite este tipo de negocio en este país.',
    'The website is too general.': 'El sitio web es demasiado general.',
    'The address of the website must look like https://example.com.':
      'La dirección del sitio web debe tener la forma https://example.com.',
    'The address of the website is too long.': 'La dirección del sitio web es demasiado larga.',
    'The business sells on the internet, so it needs to name its website.':
      'El negocio vende por Internet, por lo que debe indicar su sitio web.',
    'The website does not match the details of the business.': 'El sitio web no concuerda con los datos del negocio.',
    'The website is empty.': 'El sitio web está vacío.',
    'The website could not be reached.': 'No se ha podido acceder al sitio web.',
    'The website cannot be reached from every country.': 'No se puede acceder al sitio web desde todos los países.',
    'The website is protected by a password.': 'El sitio web está protegido con contraseña.',
    'The website lacks information that Stripe requires.': 'En el sitio web falta información que Stripe exige.',
    'The website lacks a cancellation policy.': 'En el sitio web faltan las condiciones de cancelación.',
    'The website does not say how to reach customer service.':
      'El sitio web no indica cómo contactar con la atención al cliente.',
    'The website does not name legal restrictions.': 'El sitio web no indica las restricciones legales.',
    'The website lacks a refund policy.': 'En el sitio web faltan las condiciones de reembolso.',
    'The website lacks a return policy.': 'En el sitio web faltan las condiciones de devolución.',
    'The website lacks terms and conditions.': 'En el sitio web faltan los términos y condiciones.',
    'The website is still under construction.': 'El sitio web todavía está en construcción.',
    'The business could not be recognised on the website.': 'No se ha podido reconocer el negocio en el sitio web.',
    'The document shows another address.': 'El documento muestra otra dirección.',
    'The document shows no address.': 'El documento no muestra ninguna dirección.',
    'The file is damaged.': 'El archivo está dañado.',
    'Documents of this kind are not accepted from this country.': 'No se aceptan documentos de este tipo de este país.',
    'The document names other directors.': 'El documento menciona a otros administradores.',
    'The document shows another date of birth.': 'El documento muestra otra fecha de nacimiento.',
    'Two documents of the same kind were sent; they must be of different kinds.':
      'Se enviaron dos documentos del mismo tipo; deben ser de tipos distintos.',
    'The document has expired, or was issued too long ago.':
      'El documento ha caducado o se expidió hace demasiado tiempo.',
    'The document is a copy or a screenshot. Use the original.':
      'El documento es una copia o una captura de pantalla. Utilice el original.',
    'The document must be in colour.': 'El documento debe estar en color.',
    'The document was not accepted.': 'No se ha aceptado el documento.',
    'The document is a test document.': 'El documento es un documento de prueba.',
    'The document shows another number.': 'El documento muestra otro número.',
    'The document does not show the number.': 'El documento no muestra el número.',
    'Parts of the document are missing.': 'Faltan partes del documento.',
    'Documents of this kind are not accepted.': 'No se aceptan documentos de este tipo.',
    'The document does not show until when it is valid.': 'El documento no muestra hasta cuándo es válido.',
    'The back of the document is missing.': 'Falta el reverso del documento.',
    'The front of the document is missing.': 'Falta el anverso del documento.',
    'The document shows another name.': 'El documento muestra otro nombre.',
    'The document shows no name.': 'El documento no muestra ningún nombre.',
    'The document shows another nationality.': 'El documento muestra otra nacionalidad.',
    'The document cannot be read: it is blurred, dark or partly covered.':
      'El documento no se puede leer: está borroso, oscuro o parcialmente tapado.',
    'The document is not signed.': 'El documento no está firmado.',
    'The upload of the document failed.': 'No se ha podido cargar el documento.',
    'The photo on the document does not match the selfie.': 'La foto del documento no coincide con el selfi.',
    'The file is larger than 10 MB.': 'El archivo supera los 10 MB.',
    'The directors differ from those in the public register.':
      'Los administradores no coinciden con los del registro público.',
    'Directors were named who are not in the public register.':
      'Se ha indicado a administradores que no figuran en el registro público.',
    'The address could not be confirmed. Correct it, or send a document that shows it.':
      'No se ha podido confirmar la dirección. Corríjala o envíe un documento en el que aparezca.',
    'The person is not registered as a representative of the business.':
      'La persona no está registrada como representante del negocio.',
    'The importer exporter code could not be confirmed.':
      'No se ha podido confirmar el código de importador y exportador.',
    'The document must show the name, the number and the address of the company.':
      'El documento debe mostrar el nombre, el número y la dirección de la empresa.',
    'The number could not be confirmed.': 'No se ha podido confirmar el número.',
    "The person's details could not be confirmed. Correct them, or send a document that shows them.":
      'No se han podido confirmar los datos de la persona. Corríjalos o envíe un documento en el que aparezcan.',
    "The company's details could not be confirmed. Correct them, or send a document that shows them.":
      'No se han podido confirmar los datos de la empresa. Corríjalos o envíe un documento en el que aparezcan.',
    'The name could not be confirmed. Correct it, or send a document that shows it.':
      'No se ha podido confirmar el nombre. Corríjalo o envíe un documento en el que aparezca.',
    'The details could not be confirmed.': 'No se han podido confirmar los datos.',
    'The person does not seem to live at this address.': 'Parece que la persona no vive en esta dirección.',
    'The tax number does not belong to this name.': 'El número fiscal no corresponde a este nombre.',
    'The tax number is not known to the tax office.': 'La administración tributaria no conoce el número fiscal.',
    'The type or the legal form of the business seems to be wrong.':
      'El tipo o la forma jurídica del negocio parece incorrecto.',
    'Not all directors have been named.': 'No se ha indicado a todos los administradores.',
    'Not all executives have been named.': 'No se ha indicado a todos los directivos.',
    'Not all owners have been named.': 'No se ha indicado a todos los propietarios.',
    'The owners have to be named.': 'Es necesario indicar a los propietarios.',
    'Companies own a large part of this one. Each needs a memorandum of association.':
      'Otras empresas poseen una gran parte de esta. Cada una necesita una escritura de constitución.',
    'Companies own a large part of this one. Each needs a proof of registration.':
      'Otras empresas poseen una gran parte de esta. Cada una necesita un justificante de registro.',
    'The document has no photo that could be compared with the selfie.':
      'El documento no tiene una foto que se pueda comparar con el selfi.',
    'The selfie does not match the photo on the document.': 'El selfi no coincide con la foto del documento.',
    'The selfie was not accepted.': 'No se ha aceptado el selfi.',
    'Stripe has to check first whether it may accept this kind of business.':
      'Stripe debe comprobar primero si puede aceptar este tipo de negocio.',
  },
}
