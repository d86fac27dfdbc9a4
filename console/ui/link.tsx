import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

type LinkProps<Props> = Props & Omit<ComponentProps<'a'>, keyof Props>

/** Mantine's parts as links of the router: checked addresses, no page load. */
export const LinkAnchor = createLink((props: LinkProps<AnchorProps>) => <Anchor {...props} />)
export const LinkButton = createLink((props: LinkProps<ButtonProps>) => <Button component="a" {...props} />)
export const LinkNav = createLink((props: LinkProps<NavLinkProps>) => <NavLink component="a" {...props} />)
