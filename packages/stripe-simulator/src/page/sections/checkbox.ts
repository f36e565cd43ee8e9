import { type Html, html } from '../html.ts'

export const checkbox = (name: string, label: string, checked: boolean): Html =>
  html`<label class="check"
    ><input type="checkbox" name="${name}" value="on" ${checked && { html: 'checked' }} /> ${label}</label
  >`
