import type { Texts } from '../texts.ts'

const again = 'Vuelva atrás y empiece de nuevo la configuración del dispositivo.'
const call = 'Pregunte al servicio de ayuda y dígale el código de abajo.'

export const es: Texts = {
  continue: 'Continuar',
  terms: { title: 'Condiciones de uso', accept: 'Aceptar y continuar' },
  login: {
    title: 'Iniciar sesión',
    lead: 'Inicie sesión con su cuenta para configurar este dispositivo.',
    userName: 'Nombre de usuario',
    password: 'Contraseña',
    submit: 'Iniciar sesión',
    with: (label) => `Iniciar sesión con ${label}`,
    or: 'o',
  },
  code: {
    title: 'Clave y código',
    lead: 'Escriba la clave y el código que recibió para este dispositivo.',
    key: 'Clave',
    keyHint: 'El nombre del dispositivo, por ejemplo IPAD-01, o su nombre de usuario.',
    keyMaybe: 'El nombre del dispositivo, por ejemplo IPAD-01. Puede dejar vacío este campo.',
    code: 'Código',
    submit: 'Continuar',
  },
  ownership: {
    title: '¿De quién es este dispositivo?',
    lead: 'Elija lo que es cierto para este dispositivo.',
    personal: 'Es mío',
    personalHint: 'Lo compré yo.',
    corporate: 'Es de mi organización',
    corporateHint: 'Me lo dieron para usarlo.',
  },
  refused: {
    'identity-unverified': { title: 'Este dispositivo no puede demostrar qué es', advice: call },
    'unknown-device': { title: 'Este dispositivo no está en la lista de su organización', advice: call },
    'ambiguous-device': {
      title: 'Este dispositivo está más de una vez en la lista de su organización',
      advice: call,
    },
    withdrawn: { title: 'Este dispositivo se retiró del servicio', advice: call },
    expired: {
      title: 'El plazo para configurar este dispositivo ha terminado',
      advice: 'Pida más tiempo al servicio de ayuda y dígale el código de abajo.',
    },
    'wrong-channel': { title: 'Este dispositivo no se configura de esta manera', advice: call },
    'restriction-failed': { title: 'Este no es el dispositivo que su organización espera', advice: call },
    'wrong-platform': {
      title: 'Este dispositivo no es del tipo que su organización espera',
      advice: call,
    },
    'page-expired': { title: 'Esta página estuvo abierta demasiado tiempo', advice: again },
    'page-used': { title: 'Esta página ya se usó', advice: again },
    'page-foreign': { title: 'Esta página se hizo para otro dispositivo', advice: again },
    'page-damaged': { title: 'Esta página no se puede leer', advice: again },
    'not-a-device': {
      title: 'Esta página es para dispositivos que se están configurando',
      advice: 'En un navegador no hay nada que hacer aquí. Encienda el dispositivo y siga sus instrucciones.',
    },
    'sign-on-unavailable': {
      title: 'En este momento nadie puede iniciar sesión',
      advice: 'Inténtelo más tarde o pregunte al servicio de ayuda.',
    },
    busy: { title: 'El servidor no pudo responder', advice: 'Inténtelo de nuevo en un minuto.' },
  },
  faults: {
    'wrong-code': 'La clave y el código no coinciden. Revise los dos y escríbalos de nuevo.',
    'ambiguous-code':
      'Este código se usa para más de un dispositivo. Escriba también la clave o su nombre de usuario.',
    'wrong-login': 'El nombre de usuario o la contraseña no son correctos. Inténtelo de nuevo.',
    'unknown-user':
      'Ha iniciado sesión, pero no está en la lista de personas de aquí. Pregunte al servicio de ayuda.',
    'wrong-user': 'Este dispositivo es para otra persona. Solo esa persona puede iniciar sesión en él.',
    'sign-on-unavailable': 'El servidor de inicio de sesión no responde. Inténtelo de nuevo en un minuto.',
    'sign-on-failed': 'El inicio de sesión no se completó. Inténtelo de nuevo.',
    missing: 'Rellene todos los campos.',
  },
  plainName: (name) => `Escriba su nombre de usuario sin la parte a partir de la @: ${name}`,
  wait: (seconds) =>
    seconds < 90
      ? `Demasiados intentos incorrectos. Inténtelo de nuevo en ${seconds} ${seconds === 1 ? 'segundo' : 'segundos'}.`
      : `Demasiados intentos incorrectos. Inténtelo de nuevo en ${Math.ceil(seconds / 60)} minutos.`,
  help: {
    ask: '¿Necesita ayuda? Pregunte al servicio de ayuda de su organización.',
    contact: (support) => `Servicio de ayuda: ${support}`,
    shortCode: 'Código para el servicio de ayuda',
  },
}
