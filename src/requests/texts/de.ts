import type { LinkTexts } from '../link-texts.ts'

const ask = 'Bitten Sie den Helpdesk um einen neuen Link.'

export const de: LinkTexts = {
  gone: {
    unknown: {
      title: 'Dieser Link ist nicht bekannt',
      advice: 'Prüfen Sie, ob er vollständig kopiert wurde. Wenn ja, bitten Sie den Helpdesk um einen neuen.',
    },
    expired: { title: 'Die Zeit dieses Links ist vorbei', advice: ask },
    revoked: { title: 'Dieser Link wurde zurückgezogen', advice: ask },
    replaced: {
      title: 'Es gibt einen neueren Link',
      advice: 'Benutzen Sie den Link der letzten Nachricht, die Sie bekommen haben.',
    },
    used: {
      title: 'Dieser Link wurde benutzt',
      advice: 'Sein Gerät ist eingerichtet. Wenn Sie das nicht waren, sagen Sie es sofort dem Helpdesk.',
    },
    'too-many': {
      title: 'Zu viele unbekannte Links',
      advice: 'Warten Sie eine Viertelstunde und versuchen Sie es dann noch einmal.',
    },
    'page-expired': {
      title: 'Diese Seite war zu lange geöffnet',
      advice: 'Öffnen Sie den Link noch einmal.',
    },
  },
  elsewhere: {
    title: 'Öffnen Sie diesen Link auf dem Gerät',
    lead: (device) => `Er richtet ${device} ein. Das hier scheint etwas anderes zu sein.`,
    scan: 'Scannen Sie diesen Code mit der Kamera des Geräts oder öffnen Sie den Link dort.',
    here: 'Das ist das Gerät',
  },
  elsewhereMac: 'Öffnen Sie den Link auf dem Mac in Safari.',
  switchOn: {
    title: 'Schalten Sie das Gerät ein',
    lead: (device) => `${device} wird durch Einschalten eingerichtet. Hier ist nichts zu installieren.`,
    steps: [
      'Schalten Sie das Gerät ein. Wurde es schon benutzt, löschen Sie es zuerst.',
      'Wählen Sie eine Sprache und ein WLAN.',
      'Folgen Sie den Schritten. Geben Sie auf Nachfrage ein, was in der Nachricht stand.',
    ],
    key: 'Schlüssel',
    seen: 'Ich habe das gelesen',
  },
  otherKind: {
    title: 'Dieser Link ist für ein iPhone, ein iPad oder einen Mac',
    advice: 'Das eingetragene Gerät ist von anderer Art. Fragen Sie den Helpdesk, wie es eingerichtet wird.',
  },
  own: {
    title: 'Richten Sie Ihr Gerät ein',
    lead: (name) =>
      `${name} lädt Sie ein, ein eigenes Gerät einzurichten. Öffnen Sie diese Seite auf diesem Gerät.`,
    which: 'Welches Gerät ist das?',
    phone: 'iPhone',
    tablet: 'iPad',
    mac: 'Mac',
    submit: 'Weiter',
  },
  install: {
    title: 'Installieren Sie das Profil',
    lead: 'Mit dem Profil kann Ihre Organisation dieses Gerät einrichten und verwalten.',
    download: 'Profil laden',
    phone: 'Auf iPhone und iPad',
    phoneSteps: [
      'Laden Sie das Profil und erlauben Sie es.',
      'Öffnen Sie Einstellungen und tippen Sie auf „Profil geladen“. Sonst: Allgemein, VPN und Geräteverwaltung.',
      'Tippen Sie auf Installieren und geben Sie den Code des Geräts ein.',
      'Tippen Sie noch einmal auf Installieren, dann auf Vertrauen.',
    ],
    mac: 'Auf einem Mac',
    macSteps: [
      'Laden Sie das Profil.',
      'Öffnen Sie Systemeinstellungen, dann Allgemein, Geräteverwaltung. In älteren Systemen: Datenschutz & Sicherheit, Profile.',
      'Doppelklicken Sie auf das Profil und wählen Sie Installieren.',
      'Geben Sie das Passwort des Mac ein.',
    ],
    again: 'Wenn das Laden in einem anderen Browser nicht beginnt, öffnen Sie den Link in Safari.',
  },
  android: {
    choice: 'Android-Telefon oder -Tablet',
    instead: 'Mein Gerät hat Android',
    title: 'Richten Sie das Android-Gerät ein',
    lead: (device) =>
      `Der QR-Code dieser Seite richtet ${device} ein. Das Gerät scannt ihn von einem anderen Bildschirm.`,
    leadOwn:
      'Der QR-Code dieser Seite richtet ein eigenes Android-Gerät ein. Das Gerät scannt ihn von einem anderen Bildschirm.',
    before:
      'Zeigen Sie den Code erst an, wenn das Gerät bereitliegt, und niemandem sonst: Er ist ein Schlüssel zu Ihrer Organisation.',
    show: 'Code anzeigen',
    picture: 'QR-Code für die Einrichtung des Geräts',
    steps: [
      'Öffnen Sie diese Seite auf einem Computer oder einem anderen Telefon.',
      'Schalten Sie das Gerät ein. Wurde es schon benutzt, setzen Sie es zuerst zurück: Alles, was darauf ist, geht verloren.',
      'Tippen Sie auf seinem ersten Bildschirm sechsmal auf dieselbe Stelle.',
      'Wählen Sie ein WLAN, wenn es danach fragt, und scannen Sie diesen Code.',
      'Folgen Sie dem, was es zeigt.',
    ],
    nothing: 'Einzugeben ist nichts.',
    login: 'Melden Sie sich auf Nachfrage mit Ihrem Benutzernamen und Passwort an.',
    code: 'Geben Sie auf Nachfrage diesen Schlüssel ein und den Code, den Sie bekommen haben.',
    others: 'Beantworten Sie, was es fragt.',
    short: 'Dieser Code ist',
    until: 'Er gilt bis',
  },
  device: 'Gerät',
}
