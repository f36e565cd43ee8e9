/**
 * An email address for whoever holds a link, which may have been forwarded: the client recognises its inbox, and the name
 * before the @ stays unknown, its length included. The domain is shown, because people have several inboxes, and because
 * the holder of the link sees the client's name anyway.
 */
export const maskedEmail = (email: string): string => email.replace(/^(.).*@/, '$1•••@')
