import type { MailLanguage } from '../contract/mail.ts'

/** What check-in mails say, in one language. `{name}` stands for the organization, `{device}` for the identifier. */
export type MailTexts = {
  subject: string
  intro: string
  /** Of a mail to a person without a device on record. */
  introOwn: string
  subjectOwn: string
  nobody: string
  labels: { device: string; key: string; code: string; userName: string; until: string; link: string }
  steps: {
    start: string
    byItself: string
    signIn: string
    typeCode: string
    open: string
    openSignIn: string
    openCode: string
    openAlone: string
    /** Of an Android device. */
    openElsewhere: string
    scan: string
    settings: string
  }
  ignore: string
  ignoreLink: string
}

const en: MailTexts = {
  subject: '{name}: set up {device}',
  subjectOwn: '{name}: set up your device',
  intro: '{name} has prepared a device for you.',
  introOwn: '{name} invites you to set up your device.',
  nobody: 'Your organization',
  labels: {
    device: 'Device',
    key: 'Key',
    code: 'Code',
    userName: 'User name',
    until: 'Until',
    link: 'Link',
  },
  steps: {
    start: 'Switch the device on and follow its steps.',
    byItself: 'It finds its settings by itself: there is nothing to type.',
    signIn: 'When it asks, sign in with your user name and password.',
    typeCode: 'When it asks, type the key and the code.',
    open: 'Open the link on the device.',
    openSignIn: 'Sign in with your user name and password.',
    openCode: 'Type the code.',
    openAlone: 'Confirm that you want to set up this device.',
    openElsewhere: 'Open the link on a computer or on another phone.',
    scan: 'Scan the code that the page shows with the device, as the page says.',
    settings: 'Install the profile as the page says.',
  },
  ignore: 'If you did not expect this, you can ignore it: nothing happens without the device.',
  ignoreLink:
    'If you did not expect this, you can ignore it. Do not pass the link on: it is for your device.',
}

const de: MailTexts = {
  subject: '{name}: {device} einrichten',
  subjectOwn: '{name}: Gerät einrichten',
  intro: '{name} hat ein Gerät für Sie vorbereitet.',
  introOwn: '{name} lädt Sie ein, Ihr Gerät einzurichten.',
  nobody: 'Ihre Organisation',
  labels: {
    device: 'Gerät',
    key: 'Schlüssel',
    code: 'Code',
    userName: 'Benutzername',
    until: 'Bis',
    link: 'Link',
  },
  steps: {
    start: 'Schalten Sie das Gerät ein und folgen Sie seinen Schritten.',
    byItself: 'Es findet seine Einstellungen selbst: Sie brauchen nichts einzugeben.',
    signIn: 'Melden Sie sich mit Benutzername und Passwort an, wenn es danach fragt.',
    typeCode: 'Geben Sie Schlüssel und Code ein, wenn es danach fragt.',
    open: 'Öffnen Sie den Link auf dem Gerät.',
    openSignIn: 'Melden Sie sich mit Benutzername und Passwort an.',
    openCode: 'Geben Sie den Code ein.',
    openAlone: 'Bestätigen Sie, dass Sie dieses Gerät einrichten wollen.',
    openElsewhere: 'Öffnen Sie den Link auf einem Computer oder einem anderen Telefon.',
    scan: 'Scannen Sie mit dem Gerät den Code, den die Seite zeigt, wie dort beschrieben.',
    settings: 'Installieren Sie das Profil, wie es die Seite beschreibt.',
  },
  ignore:
    'Wenn Sie diese Nachricht nicht erwartet haben, brauchen Sie nichts zu tun: Ohne das Gerät geschieht nichts.',
  ignoreLink:
    'Wenn Sie diese Nachricht nicht erwartet haben, brauchen Sie nichts zu tun. Geben Sie den Link nicht weiter: Er ist für Ihr Gerät.',
}

const fr: MailTexts = {
  subject: '{name} : configurer {device}',
  subjectOwn: '{name} : configurer votre appareil',
  intro: '{name} a préparé un appareil pour vous.',
  introOwn: '{name} vous invite à configurer votre appareil.',
  nobody: 'Votre organisation',
  labels: {
    device: 'Appareil',
    key: 'Clé',
    code: 'Code',
    userName: 'Nom d’utilisateur',
    until: 'Jusqu’au',
    link: 'Lien',
  },
  steps: {
    start: 'Allumez l’appareil et suivez ses étapes.',
    byItself: 'Il trouve ses réglages tout seul : il n’y a rien à saisir.',
    signIn: 'Quand il le demande, connectez-vous avec votre nom d’utilisateur et votre mot de passe.',
    typeCode: 'Quand il le demande, saisissez la clé et le code.',
    open: 'Ouvrez le lien sur l’appareil.',
    openSignIn: 'Connectez-vous avec votre nom d’utilisateur et votre mot de passe.',
    openCode: 'Saisissez le code.',
    openAlone: 'Confirmez que vous voulez configurer cet appareil.',
    openElsewhere: 'Ouvrez le lien sur un ordinateur ou sur un autre téléphone.',
    scan: 'Scannez avec l’appareil le code que la page affiche, comme elle l’indique.',
    settings: 'Installez le profil comme l’indique la page.',
  },
  ignore: 'Si vous n’attendiez pas ce message, vous pouvez l’ignorer : rien ne se passe sans l’appareil.',
  ignoreLink:
    'Si vous n’attendiez pas ce message, vous pouvez l’ignorer. Ne transmettez pas le lien : il est pour votre appareil.',
}

const es: MailTexts = {
  subject: '{name}: configurar {device}',
  subjectOwn: '{name}: configurar su dispositivo',
  intro: '{name} ha preparado un dispositivo para usted.',
  introOwn: '{name} le invita a configurar su dispositivo.',
  nobody: 'Su organización',
  labels: {
    device: 'Dispositivo',
    key: 'Clave',
    code: 'Código',
    userName: 'Nombre de usuario',
    until: 'Hasta',
    link: 'Enlace',
  },
  steps: {
    start: 'Encienda el dispositivo y siga sus pasos.',
    byItself: 'Encuentra sus ajustes por sí mismo: no hay que escribir nada.',
    signIn: 'Cuando lo pida, inicie sesión con su nombre de usuario y su contraseña.',
    typeCode: 'Cuando lo pida, escriba la clave y el código.',
    open: 'Abra el enlace en el dispositivo.',
    openSignIn: 'Inicie sesión con su nombre de usuario y su contraseña.',
    openCode: 'Escriba el código.',
    openAlone: 'Confirme que quiere configurar este dispositivo.',
    openElsewhere: 'Abra el enlace en un ordenador o en otro teléfono.',
    scan: 'Escanee con el dispositivo el código que muestra la página, como ella indica.',
    settings: 'Instale el perfil como indica la página.',
  },
  ignore: 'Si no esperaba este mensaje, puede ignorarlo: no ocurre nada sin el dispositivo.',
  ignoreLink: 'Si no esperaba este mensaje, puede ignorarlo. No reenvíe el enlace: es para su dispositivo.',
}

const ja: MailTexts = {
  subject: '{name}：{device} の設定',
  subjectOwn: '{name}：デバイスの設定',
  intro: '{name} がデバイスを用意しました。',
  introOwn: '{name} からデバイス設定のご案内です。',
  nobody: 'あなたの組織',
  labels: {
    device: 'デバイス',
    key: 'キー',
    code: 'コード',
    userName: 'ユーザー名',
    until: '期限',
    link: 'リンク',
  },
  steps: {
    start: 'デバイスの電源を入れ、画面の手順に従ってください。',
    byItself: '設定は自動で行われます。入力は不要です。',
    signIn: '求められたら、ユーザー名とパスワードでサインインしてください。',
    typeCode: '求められたら、キーとコードを入力してください。',
    open: 'デバイスでリンクを開いてください。',
    openSignIn: 'ユーザー名とパスワードでサインインしてください。',
    openCode: 'コードを入力してください。',
    openAlone: 'このデバイスを設定することを確認してください。',
    openElsewhere: 'リンクをパソコンか別の電話で開いてください。',
    scan: 'ページに表示されるコードを、説明に従ってデバイスで読み取ってください。',
    settings: 'ページの説明に従ってプロファイルをインストールしてください。',
  },
  ignore: '心当たりがない場合は、このメールを無視してください。デバイスがなければ何も起こりません。',
  ignoreLink:
    '心当たりがない場合は、このメールを無視してください。リンクはあなたのデバイス専用です。他の人に渡さないでください。',
}

export const mailTexts: Record<MailLanguage, MailTexts> = { en, ja, de, fr, es }

/** Intl's name of each language, for dates. */
export const dateLocales: Record<MailLanguage, string> = {
  en: 'en-US',
  ja: 'ja-JP',
  de: 'de-DE',
  fr: 'fr-FR',
  es: 'es-ES',
}
