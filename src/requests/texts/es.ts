import type { LinkTexts } from '../link-texts.ts'

const ask = 'Pida un enlace nuevo al servicio de asistencia.'

export const es: LinkTexts = {
  gone: {
    unknown: {
      title: 'Este enlace no se conoce',
      advice: 'Compruebe que se copió entero. Si es así, pida uno nuevo al servicio de asistencia.',
    },
    expired: { title: 'El tiempo de este enlace ha terminado', advice: ask },
    revoked: { title: 'Este enlace fue retirado', advice: ask },
    replaced: {
      title: 'Hay un enlace más reciente',
      advice: 'Use el enlace del último mensaje que recibió.',
    },
    used: {
      title: 'Este enlace ya se usó',
      advice: 'Su dispositivo está configurado. Si no fue usted, avise enseguida al servicio de asistencia.',
    },
    'too-many': {
      title: 'Demasiados enlaces desconocidos',
      advice: 'Espere un cuarto de hora e inténtelo de nuevo.',
    },
    'page-expired': {
      title: 'Esta página estuvo abierta demasiado tiempo',
      advice: 'Abra el enlace de nuevo.',
    },
  },
  elsewhere: {
    title: 'Abra este enlace en el dispositivo',
    lead: (device) => `Configura ${device}. Esto parece ser otra cosa.`,
    scan: 'Escanee este código con la cámara del dispositivo, o abra el enlace en él.',
    here: 'Este es el dispositivo',
  },
  elsewhereMac: 'En el Mac, abra el enlace en Safari.',
  switchOn: {
    title: 'Encienda el dispositivo',
    lead: (device) => `${device} se configura al encenderlo. Aquí no hay nada que instalar.`,
    steps: [
      'Encienda el dispositivo. Si ya se usó, bórrelo antes.',
      'Elija un idioma y una red Wi-Fi.',
      'Siga lo que muestra. Escriba lo que decía el mensaje cuando lo pida.',
    ],
    key: 'Clave',
    seen: 'He leído esto',
  },
  otherKind: {
    title: 'Este enlace es para un iPhone, un iPad o un Mac',
    advice:
      'El dispositivo registrado es de otro tipo. Pregunte al servicio de asistencia cómo configurarlo.',
  },
  own: {
    title: 'Configure su dispositivo',
    lead: (name) =>
      `${name} le invita a configurar un dispositivo suyo. Abra esta página en ese dispositivo.`,
    which: '¿Qué dispositivo es este?',
    phone: 'iPhone',
    tablet: 'iPad',
    mac: 'Mac',
    submit: 'Continuar',
  },
  install: {
    title: 'Instale el perfil',
    lead: 'El perfil permite a su organización configurar y gestionar este dispositivo.',
    download: 'Descargar el perfil',
    phone: 'En iPhone y iPad',
    phoneSteps: [
      'Descargue el perfil y permítalo.',
      'Abra Ajustes y toque «Perfil descargado». Si no aparece: General, VPN y gestión de dispositivos.',
      'Toque Instalar y escriba el código del dispositivo.',
      'Toque otra vez Instalar y después Confiar.',
    ],
    mac: 'En un Mac',
    macSteps: [
      'Descargue el perfil.',
      'Abra Ajustes del Sistema, después General, Gestión de dispositivos. En sistemas anteriores: Privacidad y seguridad, Perfiles.',
      'Haga doble clic en el perfil y elija Instalar.',
      'Escriba la contraseña del Mac.',
    ],
    again: 'Si la descarga no empieza en otro navegador, abra el enlace en Safari.',
  },
  android: {
    choice: 'Teléfono o tableta Android',
    instead: 'Mi dispositivo usa Android',
    title: 'Configure el dispositivo Android',
    lead: (device) =>
      `El código QR de esta página configura ${device}. El dispositivo lo escanea de otra pantalla.`,
    leadOwn:
      'El código QR de esta página configura un dispositivo Android suyo. El dispositivo lo escanea de otra pantalla.',
    before:
      'Muestre el código solo cuando tenga el dispositivo a mano, y a nadie más: es una llave de su organización.',
    show: 'Mostrar el código',
    picture: 'Código QR para configurar el dispositivo',
    steps: [
      'Abra esta página en un ordenador o en otro teléfono.',
      'Encienda el dispositivo. Si ya se usó, restablézcalo antes: se pierde todo lo que contiene.',
      'Toque seis veces su primera pantalla en el mismo lugar.',
      'Elija una red Wi-Fi si la pide, y escanee este código.',
      'Siga lo que muestra.',
    ],
    nothing: 'No hay que escribir nada.',
    login: 'Cuando lo pida, inicie sesión con su nombre de usuario y su contraseña.',
    code: 'Cuando lo pida, escriba esta clave y el código que recibió.',
    others: 'Responda a lo que pregunte.',
    short: 'Este código es',
    until: 'Se puede usar hasta',
  },
  device: 'Dispositivo',
}
