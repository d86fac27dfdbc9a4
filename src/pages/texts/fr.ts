import type { Texts } from '../texts.ts'

const again = 'Revenez en arrière et recommencez la configuration de l’appareil.'
const call = 'Adressez-vous à l’assistance et indiquez-lui le code ci-dessous.'

export const fr: Texts = {
  continue: 'Continuer',
  terms: { title: 'Conditions d’utilisation', accept: 'Accepter et continuer' },
  login: {
    title: 'Connexion',
    lead: 'Connectez-vous avec votre compte pour configurer cet appareil.',
    userName: 'Nom d’utilisateur',
    password: 'Mot de passe',
    submit: 'Se connecter',
    with: (label) => `Se connecter avec ${label}`,
    or: 'ou',
  },
  code: {
    title: 'Clé et code',
    lead: 'Saisissez la clé et le code que vous avez reçus pour cet appareil.',
    key: 'Clé',
    keyHint: 'Le nom de l’appareil, par exemple IPAD-01, ou votre nom d’utilisateur.',
    keyMaybe: 'Le nom de l’appareil, par exemple IPAD-01. Ce champ peut rester vide.',
    code: 'Code',
    submit: 'Continuer',
  },
  ownership: {
    title: 'À qui est cet appareil ?',
    lead: 'Choisissez ce qui est vrai pour cet appareil.',
    personal: 'Il est à moi',
    personalHint: 'Je l’ai acheté moi-même.',
    corporate: 'Il appartient à mon organisation',
    corporateHint: 'On me l’a remis pour que je l’utilise.',
  },
  refused: {
    'identity-unverified': { title: 'Cet appareil ne peut pas prouver son identité', advice: call },
    'unknown-device': { title: 'Cet appareil n’est pas sur la liste de votre organisation', advice: call },
    'ambiguous-device': {
      title: 'Cet appareil est plusieurs fois sur la liste de votre organisation',
      advice: call,
    },
    withdrawn: { title: 'Cet appareil a été mis hors service', advice: call },
    expired: {
      title: 'Le délai pour configurer cet appareil est écoulé',
      advice: 'Demandez un nouveau délai à l’assistance et indiquez-lui le code ci-dessous.',
    },
    'wrong-channel': { title: 'Cet appareil ne se configure pas de cette façon', advice: call },
    'restriction-failed': {
      title: 'Ce n’est pas l’appareil que votre organisation attend',
      advice: call,
    },
    'wrong-platform': {
      title: 'Cet appareil n’est pas du type que votre organisation attend',
      advice: call,
    },
    'page-expired': { title: 'Cette page est restée ouverte trop longtemps', advice: again },
    'page-used': { title: 'Cette page a déjà servi', advice: again },
    'page-foreign': { title: 'Cette page a été faite pour un autre appareil', advice: again },
    'page-damaged': { title: 'Cette page ne peut pas être lue', advice: again },
    'not-a-device': {
      title: 'Cette page est destinée aux appareils en cours de configuration',
      advice: 'Il n’y a rien à faire ici dans un navigateur. Allumez l’appareil et suivez ses instructions.',
    },
    'sign-on-unavailable': {
      title: 'Personne ne peut se connecter pour le moment',
      advice: 'Réessayez plus tard ou adressez-vous à l’assistance.',
    },
    busy: { title: 'Le serveur n’a pas pu répondre', advice: 'Réessayez dans une minute.' },
  },
  faults: {
    'wrong-code': 'La clé et le code ne vont pas ensemble. Vérifiez-les et saisissez-les de nouveau.',
    'ambiguous-code':
      'Ce code sert à plusieurs appareils. Saisissez aussi la clé ou votre nom d’utilisateur.',
    'wrong-login': 'Le nom d’utilisateur ou le mot de passe est incorrect. Réessayez.',
    'unknown-user':
      'Vous êtes connecté, mais vous n’êtes pas sur la liste des personnes ici. Adressez-vous à l’assistance.',
    'wrong-user': 'Cet appareil est destiné à quelqu’un d’autre. Seule cette personne peut s’y connecter.',
    'sign-on-unavailable': 'Le serveur de connexion ne répond pas. Réessayez dans une minute.',
    'sign-on-failed': 'La connexion n’a pas été menée à terme. Réessayez.',
    missing: 'Remplissez tous les champs.',
  },
  plainName: (name) => `Saisissez votre nom d’utilisateur sans la partie à partir du @ : ${name}`,
  wait: (seconds) =>
    seconds < 90
      ? `Trop d’essais incorrects. Réessayez dans ${seconds} ${seconds === 1 ? 'seconde' : 'secondes'}.`
      : `Trop d’essais incorrects. Réessayez dans ${Math.ceil(seconds / 60)} minutes.`,
  help: {
    ask: 'Besoin d’aide ? Adressez-vous à l’assistance de votre organisation.',
    contact: (support) => `Assistance : ${support}`,
    shortCode: 'Code pour l’assistance',
  },
}
