/**
 * The countries whose accounts can only receive (docs.stripe.com/connect/cross-border-payouts), which excludes card
 * payments. Not India and Indonesia, where Stripe opens accounts with card payments to those that it has invited.
 */
export const RECIPIENT_COUNTRIES: readonly string[] = (
  'AG AL AM AO AR AZ BA BD BH BJ BN BO BS BT BW CI CL CO CR DO DZ EC EG ET GA GH GM GT GY IL IS JM JO KE KH KR KW KZ ' +
  'LA LC LK MA MC MD MG MK MN MO MU MZ NA NE NG OM PA PE PH PK PY QA RS RW SA SM SN SV TN TR TT TW TZ UY UZ VN ZA'
).split(' ')
