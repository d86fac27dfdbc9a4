import type { LinkTexts } from '../link-texts.ts'

const ask = 'Demandez un nouveau lien à l’assistance.'

export const fr: LinkTexts = {
  gone: {
    unknown: {
      title: 'Ce lien n’est pas connu',
      advice: 'Vérifiez qu’il a été copié en entier. Si c’est le cas, demandez-en un nouveau à l’assistance.',
    },
    expired: { title: 'La durée de ce lien est écoulée', advice: ask },
    revoked: { title: 'Ce lien a été retiré', advice: ask },
    replaced: {
      title: 'Il existe un lien plus récent',
      advice: 'Utilisez le lien du dernier message que vous avez reçu.',
    },
    used: {
      title: 'Ce lien a été utilisé',
      advice: 'Son appareil est configuré. Si ce n’était pas vous, prévenez aussitôt l’assistance.',
    },
    'too-many': {
      title: 'Trop de liens inconnus',
      advice: 'Attendez un quart d’heure, puis réessayez.',
    },
    'page-expired': {
      title: 'Cette page est restée ouverte trop longtemps',
      advice: 'Ouvrez de nouveau le lien.',
    },
  },
  elsewhere: {
    title: 'Ouvrez ce lien sur l’appareil',
    lead: (device) => `Il configure ${device}. Ceci semble être autre chose.`,
    scan: 'Scannez ce code avec l’appareil photo de l’appareil, ou ouvrez-y le lien.',
    here: 'C’est bien l’appareil',
  },
  elsewhereMac: 'Sur le Mac, ouvrez le lien dans Safari.',
  switchOn: {
    title: 'Allumez l’appareil',
    lead: (device) => `${device} se configure en l’allumant. Il n’y a rien à installer ici.`,
    steps: [
      'Allumez l’appareil. S’il a déjà servi, effacez-le d’abord.',
      'Choisissez une langue et un réseau Wi-Fi.',
      'Suivez ce qu’il affiche. Saisissez ce que disait le message quand il le demande.',
    ],
    key: 'Clé',
    seen: 'J’ai lu ceci',
  },
  otherKind: {
    title: 'Ce lien est pour un iPhone, un iPad ou un Mac',
    advice: 'L’appareil enregistré est d’un autre genre. Demandez à l’assistance comment le configurer.',
  },
  own: {
    title: 'Configurez votre appareil',
    lead: (name) =>
      `${name} vous invite à configurer un appareil à vous. Ouvrez cette page sur cet appareil.`,
    which: 'Quel est cet appareil ?',
    phone: 'iPhone',
    tablet: 'iPad',
    mac: 'Mac',
    submit: 'Continuer',
  },
  install: {
    title: 'Installez le profil',
    lead: 'Le profil permet à votre organisation de configurer et de gérer cet appareil.',
    download: 'Télécharger le profil',
    phone: 'Sur iPhone et iPad',
    phoneSteps: [
      'Téléchargez le profil et autorisez-le.',
      'Ouvrez Réglages et touchez « Profil téléchargé ». Sinon : Général, VPN et gestion de l’appareil.',
      'Touchez Installer et saisissez le code de l’appareil.',
      'Touchez de nouveau Installer, puis Se fier.',
    ],
    mac: 'Sur un Mac',
    macSteps: [
      'Téléchargez le profil.',
      'Ouvrez Réglages Système, puis Général, Gestion de l’appareil. Sur un système plus ancien : Confidentialité et sécurité, Profils.',
      'Double-cliquez sur le profil et choisissez Installer.',
      'Saisissez le mot de passe du Mac.',
    ],
    again: 'Si le téléchargement ne commence pas dans un autre navigateur, ouvrez le lien dans Safari.',
  },
  android: {
    choice: 'Téléphone ou tablette Android',
    instead: 'Mon appareil est sous Android',
    title: 'Configurez l’appareil Android',
    lead: (device) =>
      `Le code QR de cette page configure ${device}. L’appareil le scanne sur un autre écran.`,
    leadOwn:
      'Le code QR de cette page configure un appareil Android à vous. L’appareil le scanne sur un autre écran.',
    before:
      'N’affichez le code que lorsque l’appareil est à portée de main, et ne le montrez à personne d’autre : c’est une clé de votre organisation.',
    show: 'Afficher le code',
    picture: 'Code QR pour configurer l’appareil',
    steps: [
      'Ouvrez cette page sur un ordinateur ou sur un autre téléphone.',
      'Allumez l’appareil. S’il a déjà servi, réinitialisez-le d’abord : tout ce qu’il contient est perdu.',
      'Touchez six fois son premier écran au même endroit.',
      'Choisissez un réseau Wi-Fi s’il en demande un, puis scannez ce code.',
      'Suivez ce qu’il affiche.',
    ],
    nothing: 'Il n’y a rien à saisir.',
    login: 'Quand il le demande, connectez-vous avec votre nom d’utilisateur et votre mot de passe.',
    code: 'Quand il le demande, saisissez cette clé, et le code que vous avez reçu.',
    others: 'Répondez à ce qu’il demande.',
    short: 'Ce code est le',
    until: 'Il est valable jusqu’au',
  },
  device: 'Appareil',
}
