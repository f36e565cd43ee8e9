import { Type } from '@sinclair/typebox'
import { ConfigError } from './config-error.ts'
import { readVariables, type Variables } from './read-variables.ts'
import { ServiceVariables } from './variables.ts'

const PreviewVariables = Type.Pick(ServiceVariables, [
  'PLATFORM_NAME',
  'BRAND_LOGO',
  'BRAND_COLOR',
  'SUPPORT_EMAIL',
  'EMAIL_TEMPLATES',
])

/** What a preview of emails shows of the platform. Nothing else has to be configured. */
export function readPreviewConfig(variables: Variables) {
  const faults: string[] = []
  const values = readVariables(PreviewVariables, variables, faults)
  if (values === undefined || faults.length > 0) throw new ConfigError(faults)
  return {
    platformName: values.PLATFORM_NAME,
    branding: { logo: values.BRAND_LOGO, color: values.BRAND_COLOR, supportEmail: values.SUPPORT_EMAIL },
    emailTemplates: values.EMAIL_TEMPLATES,
  }
}
