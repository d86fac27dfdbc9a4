import type { Texts } from '../texts.ts'

const again = '前に戻り、デバイスの設定を最初からやり直してください。'
const call = 'ヘルプデスクに問い合わせ、下のコードを伝えてください。'

export const ja: Texts = {
  continue: '続ける',
  terms: { title: '利用規約', accept: '同意して続ける' },
  login: {
    title: 'サインイン',
    lead: 'このデバイスを設定するには、アカウントでサインインしてください。',
    userName: 'ユーザー名',
    password: 'パスワード',
    submit: 'サインイン',
    with: (label) => `${label} でサインイン`,
    or: 'または',
  },
  code: {
    title: 'キーとコード',
    lead: 'このデバイス用に受け取ったキーとコードを入力してください。',
    key: 'キー',
    keyHint: 'デバイスの管理番号（例：IPAD-01）またはユーザー名です。',
    keyMaybe: 'デバイスの管理番号（例：IPAD-01）です。空欄でもかまいません。',
    code: 'コード',
    submit: '続ける',
  },
  ownership: {
    title: 'このデバイスは誰のものですか',
    lead: '当てはまるものを選んでください。',
    personal: '自分のもの',
    personalHint: '自分で購入しました。',
    corporate: '組織のもの',
    corporateHint: '使うために貸与されました。',
  },
  refused: {
    'identity-unverified': { title: 'このデバイスは正規のものと確認できません', advice: call },
    'unknown-device': { title: 'このデバイスは組織の一覧にありません', advice: call },
    'ambiguous-device': { title: 'このデバイスは組織の一覧に複数登録されています', advice: call },
    withdrawn: { title: 'このデバイスは使用が停止されています', advice: call },
    expired: {
      title: 'このデバイスを設定できる期限が過ぎました',
      advice: 'ヘルプデスクに期限の延長を依頼し、下のコードを伝えてください。',
    },
    'wrong-channel': { title: 'このデバイスはこの方法では設定できません', advice: call },
    'restriction-failed': { title: '組織が登録したデバイスと一致しません', advice: call },
    'wrong-platform': { title: '組織が登録したデバイスの種類と一致しません', advice: call },
    'page-expired': { title: 'このページの有効時間が過ぎました', advice: again },
    'page-used': { title: 'このページはすでに使用されています', advice: again },
    'page-foreign': { title: 'このページは別のデバイス用です', advice: again },
    'page-damaged': { title: 'このページを読み取れません', advice: again },
    'not-a-device': {
      title: 'このページは設定中のデバイス用です',
      advice: 'ブラウザでの操作は必要ありません。デバイスの電源を入れ、画面の指示に従ってください。',
    },
    'sign-on-unavailable': {
      title: '現在サインインできません',
      advice: 'しばらくしてからもう一度試すか、ヘルプデスクに問い合わせてください。',
    },
    busy: { title: 'サーバーが応答できませんでした', advice: '1 分ほど待ってから、もう一度試してください。' },
  },
  faults: {
    'wrong-code': 'キーとコードが一致しません。両方を確認して、もう一度入力してください。',
    'ambiguous-code': 'このコードは複数のデバイスで使われています。キーまたはユーザー名も入力してください。',
    'wrong-login': 'ユーザー名またはパスワードが正しくありません。もう一度入力してください。',
    'unknown-user':
      'サインインしましたが、利用者の一覧に登録されていません。ヘルプデスクに問い合わせてください。',
    'wrong-user': 'このデバイスは別の人用です。サインインできるのはその人だけです。',
    'sign-on-unavailable':
      'サインイン用のサーバーが応答しません。1 分ほど待ってから、もう一度試してください。',
    'sign-on-failed': 'サインインが完了しませんでした。もう一度試してください。',
    missing: 'すべての欄に入力してください。',
  },
  plainName: (name) => `ユーザー名は @ 以降を除いて入力してください：${name}`,
  wait: (seconds) =>
    seconds < 90
      ? `入力の誤りが続いています。${seconds} 秒後にもう一度試してください。`
      : `入力の誤りが続いています。${Math.ceil(seconds / 60)} 分後にもう一度試してください。`,
  help: {
    ask: 'お困りのときは、組織のヘルプデスクに問い合わせてください。',
    contact: (support) => `ヘルプデスク：${support}`,
    shortCode: 'ヘルプデスク用コード',
  },
}
