import type { Texts } from '../texts.ts'

const again = 'Gehen Sie zurück und beginnen Sie die Einrichtung des Geräts noch einmal.'
const call = 'Fragen Sie den Helpdesk und nennen Sie den Code unten.'

export const de: Texts = {
  continue: 'Weiter',
  terms: { title: 'Nutzungsbedingungen', accept: 'Zustimmen und weiter' },
  login: {
    title: 'Anmelden',
    lead: 'Melden Sie sich mit Ihrem Konto an, um dieses Gerät einzurichten.',
    userName: 'Benutzername',
    password: 'Passwort',
    submit: 'Anmelden',
    with: (label) => `Mit ${label} anmelden`,
    or: 'oder',
  },
  code: {
    title: 'Schlüssel und Code',
    lead: 'Geben Sie den Schlüssel und den Code ein, die Sie für dieses Gerät bekommen haben.',
    key: 'Schlüssel',
    keyHint: 'Der Name des Geräts, etwa IPAD-01, oder Ihr Benutzername.',
    keyMaybe: 'Der Name des Geräts, etwa IPAD-01. Das Feld kann leer bleiben.',
    code: 'Code',
    submit: 'Weiter',
  },
  ownership: {
    title: 'Wem gehört dieses Gerät?',
    lead: 'Wählen Sie, was für dieses Gerät zutrifft.',
    personal: 'Es gehört mir',
    personalHint: 'Ich habe es selbst gekauft.',
    corporate: 'Es gehört meiner Organisation',
    corporateHint: 'Ich habe es zur Nutzung bekommen.',
  },
  refused: {
    'identity-unverified': { title: 'Dieses Gerät kann nicht nachweisen, was es ist', advice: call },
    'unknown-device': { title: 'Dieses Gerät steht nicht auf der Liste Ihrer Organisation', advice: call },
    'ambiguous-device': {
      title: 'Dieses Gerät steht mehr als einmal auf der Liste Ihrer Organisation',
      advice: call,
    },
    withdrawn: { title: 'Dieses Gerät wurde außer Dienst gestellt', advice: call },
    expired: {
      title: 'Die Zeit zum Einrichten dieses Geräts ist abgelaufen',
      advice: 'Bitten Sie den Helpdesk um mehr Zeit und nennen Sie den Code unten.',
    },
    'wrong-channel': { title: 'Dieses Gerät wird nicht auf diesem Weg eingerichtet', advice: call },
    'restriction-failed': { title: 'Das ist nicht das Gerät, das Ihre Organisation erwartet', advice: call },
    'wrong-platform': {
      title: 'Dieses Gerät ist nicht von der Art, die Ihre Organisation erwartet',
      advice: call,
    },
    'page-expired': { title: 'Diese Seite war zu lange offen', advice: again },
    'page-used': { title: 'Diese Seite wurde schon benutzt', advice: again },
    'page-foreign': { title: 'Diese Seite wurde für ein anderes Gerät gemacht', advice: again },
    'page-damaged': { title: 'Diese Seite kann nicht gelesen werden', advice: again },
    'not-a-device': {
      title: 'Diese Seite ist für Geräte, die gerade eingerichtet werden',
      advice:
        'Im Browser ist hier nichts zu tun. Schalten Sie das Gerät ein und folgen Sie seinen Anweisungen.',
    },
    'sign-on-unavailable': {
      title: 'Zurzeit kann sich niemand anmelden',
      advice: 'Versuchen Sie es später noch einmal oder fragen Sie den Helpdesk.',
    },
    busy: {
      title: 'Der Server konnte nicht antworten',
      advice: 'Versuchen Sie es in einer Minute noch einmal.',
    },
  },
  faults: {
    'wrong-code': 'Schlüssel und Code passen nicht. Prüfen Sie beide und geben Sie sie noch einmal ein.',
    'ambiguous-code':
      'Dieser Code gilt für mehr als ein Gerät. Geben Sie auch den Schlüssel oder Ihren Benutzernamen ein.',
    'wrong-login': 'Der Benutzername oder das Passwort ist falsch. Versuchen Sie es noch einmal.',
    'unknown-user':
      'Sie sind angemeldet, stehen hier aber nicht auf der Liste der Personen. Fragen Sie den Helpdesk.',
    'wrong-user': 'Dieses Gerät ist für jemand anderen. Nur diese Person kann sich darauf anmelden.',
    'sign-on-unavailable':
      'Der Server für die Anmeldung antwortet nicht. Versuchen Sie es in einer Minute noch einmal.',
    'sign-on-failed': 'Die Anmeldung wurde nicht abgeschlossen. Versuchen Sie es noch einmal.',
    missing: 'Füllen Sie alle Felder aus.',
  },
  plainName: (name) => `Geben Sie Ihren Benutzernamen ohne den Teil ab dem @ ein: ${name}`,
  wait: (seconds) =>
    seconds < 90
      ? `Zu viele falsche Versuche. Versuchen Sie es in ${seconds} ${seconds === 1 ? 'Sekunde' : 'Sekunden'} wieder.`
      : `Zu viele falsche Versuche. Versuchen Sie es in ${Math.ceil(seconds / 60)} Minuten wieder.`,
  help: {
    ask: 'Brauchen Sie Hilfe? Fragen Sie den Helpdesk Ihrer Organisation.',
    contact: (support) => `Helpdesk: ${support}`,
    shortCode: 'Code für den Helpdesk',
  },
}
