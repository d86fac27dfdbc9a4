import { ThingsPage } from './things-page.tsx'

export const TagsPage = () => <ThingsPage kind="tags" needs="device:write" />
export const GroupsPage = () => <ThingsPage kind="groups" needs="device:write" />
export const TemplatesPage = () => <ThingsPage kind="templates" needs="device:write" />
export const OrganizationsPage = () => <ThingsPage kind="organizations" needs="user:write" />
