import './share-bar.css'

/** `share-good`, `share-busy`, `share-warn`, `share-bad` and `share-idle` are the colors; a number and a word stand beside them. */
export type Share = { key: string; count: number; tone: 'good' | 'busy' | 'warn' | 'bad' | 'idle' }

/** Parts of a whole as a picture, for the eye only: the numbers stand below, in `.share-numbers` of `.share-number`. */
export const ShareBar = ({ of }: { of: readonly Share[] }) => (
  <div className="share-bar" aria-hidden>
    {of
      .filter(({ count }) => count > 0)
      .map(({ key, count, tone }) => (
        <span key={key} className={`share-${tone}`} style={{ flexGrow: count }} />
      ))}
  </div>
)
