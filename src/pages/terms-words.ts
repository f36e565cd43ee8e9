import type { Locale } from '../domain/locale.ts'
import type { PageWords } from './page-words.ts'

/** The words about the platform's own terms, in each language. */
export const TERMS_WORDS: Readonly<Record<Locale, PageWords['terms']>> = {
  en: {
    accept: 'I accept the {terms} of {platform}.',
    link: 'terms',
    newTab: 'open in a new tab',
    missing: 'To continue, accept the terms: tick this box.',
  },
  de: {
    accept: 'Ich stimme den {terms} von {platform} zu.',
    link: 'Bedingungen',
    newTab: 'öffnen sich in einem neuen Tab',
    missing: 'Um fortzufahren, stimmen Sie bitte den Bedingungen zu: Setzen Sie das Häkchen.',
  },
  fr: {
    accept: 'J’accepte les {terms} de {platform}.',
    link: 'conditions',
    newTab: 's’ouvrent dans un nouvel onglet',
    missing: 'Pour continuer, acceptez les conditions en cochant cette case.',
  },
  es: {
    accept: 'Acepto las {terms} de {platform}.',
    link: 'condiciones',
    newTab: 'se abren en una pestaña nueva',
    missing: 'Para continuar, acepte las condiciones marcando esta casilla.',
  },
  it: {
    accept: 'Accetto le {terms} di {platform}.',
    link: 'condizioni',
    newTab: 'si aprono in una nuova scheda',
    missing: 'Per continuare, accetti le condizioni spuntando questa casella.',
  },
  'pt-BR': {
    accept: 'Aceito os {terms} de {platform}.',
    link: 'termos',
    newTab: 'abrem em uma nova aba',
    missing: 'Para continuar, aceite os termos marcando esta caixa.',
  },
}
