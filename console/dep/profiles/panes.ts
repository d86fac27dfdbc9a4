import type { SkipSetupItem } from '../../../src/contract/dep.ts'
import { t } from '../../texts/t.ts'

export const panePlatforms = ['iOS', 'macOS', 'tvOS', 'visionOS'] as const
export type PanePlatform = (typeof panePlatforms)[number]

export const matchesPane = (
  { key, title, description, platforms }: SkipSetupItem,
  text: string,
  platform: PanePlatform | 'all',
): boolean =>
  `${key} ${title} ${description}`.toLowerCase().includes(text.trim().toLowerCase()) &&
  (platform === 'all' || platform in platforms)

/** Since when the pane can be skipped and until when it is shown, on one platform or on each. */
export const paneNotes = ({ platforms }: SkipSetupItem, only: PanePlatform | 'all'): string[] =>
  panePlatforms.flatMap((platform) => {
    const facts = platforms[platform]
    if (!facts || (only !== 'all' && only !== platform)) return []
    const name = t(`profile.skip.platform.${platform}`)
    const { introduced, deprecated, removed, alwaysSkippable } = facts
    return [
      [
        introduced ? t('profile.skip.since', { platform: name, version: introduced }) : name,
        deprecated && t('profile.skip.deprecated', { version: deprecated }),
        removed && t('profile.skip.removed', { version: removed }),
        !alwaysSkippable && t('profile.skip.not-always'),
      ]
        .filter(Boolean)
        .join(', '),
    ]
  })
