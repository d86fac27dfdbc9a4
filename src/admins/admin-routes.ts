import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Admin, AdminPatch, NewAdmin, NewRole, Role, RolePatch } from '../contract/admin.ts'
import { page } from '../contract/common.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, withEtag } from '../platform/http/etag.ts'
import { wholeList } from '../platform/db/paging.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { findAdmin, findRole, listAdmins, listRoles } from './admin-store.ts'
import { addAdmin, changeAdmin, removeAdmin } from './change-admins.ts'
import { addRole, changeRole, removeRole } from './change-roles.ts'

const params = z.object({ id: z.uuid() })

export function adminRoutes(server: FastifyInstance, platform: Platform): void {
  adminResource(server, platform)
  roleResource(server, platform)
}

function adminResource(server: FastifyInstance, { db }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['admins']
  const find = async (id: string) => {
    const admin = await findAdmin(db, id)
    if (!admin) throw new Problem('admin.not-found', { id })
    return admin
  }

  app.get(
    '/api/v1/admins',
    {
      config: { access: 'admin:read' },
      schema: { summary: 'List admins', tags, response: { 200: page(Admin) } },
    },
    async () => wholeList(await listAdmins(db)),
  )
  app.post(
    '/api/v1/admins',
    {
      config: { access: 'admin:write' },
      schema: { summary: 'Add an admin', tags, body: NewAdmin, response: { 201: Admin } },
    },
    async (request, reply) => reply.code(201).send(await addAdmin(db, actorOf(request), request.body)),
  )
  app.get(
    '/api/v1/admins/:id',
    {
      config: { access: 'admin:read' },
      schema: { summary: 'Read an admin', tags, params, response: { 200: Admin } },
    },
    async (request, reply) => withEtag(reply, await find(request.params.id)),
  )
  app.patch(
    '/api/v1/admins/:id',
    {
      config: { access: 'admin:write' },
      schema: { summary: 'Change an admin', tags, params, body: AdminPatch, response: { 200: Admin } },
    },
    async (request, reply) => {
      checkIfMatch(request, await find(request.params.id))
      return withEtag(reply, await changeAdmin(db, actorOf(request), request.params.id, request.body))
    },
  )
  app.delete(
    '/api/v1/admins/:id',
    {
      config: { access: 'admin:write' },
      schema: { summary: 'Remove an admin', tags, params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await removeAdmin(db, actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}

function roleResource(server: FastifyInstance, { db }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const tags = ['roles']
  const find = async (id: string) => {
    const role = await findRole(db, id)
    if (!role) throw new Problem('role.not-found', { id })
    return role
  }

  app.get(
    '/api/v1/roles',
    {
      config: { access: 'admin:read' },
      schema: { summary: 'List roles', tags, response: { 200: page(Role) } },
    },
    async () => wholeList(await listRoles(db)),
  )
  app.post(
    '/api/v1/roles',
    {
      config: { access: 'admin:write' },
      schema: { summary: 'Add a role', tags, body: NewRole, response: { 201: Role } },
    },
    async (request, reply) => reply.code(201).send(await addRole(db, actorOf(request), request.body)),
  )
  app.get(
    '/api/v1/roles/:id',
    {
      config: { access: 'admin:read' },
      schema: { summary: 'Read a role', tags, params, response: { 200: Role } },
    },
    async (request, reply) => withEtag(reply, await find(request.params.id)),
  )
  app.patch(
    '/api/v1/roles/:id',
    {
      config: { access: 'admin:write' },
      schema: { summary: 'Change a role', tags, params, body: RolePatch, response: { 200: Role } },
    },
    async (request, reply) => {
      checkIfMatch(request, await find(request.params.id))
      return withEtag(reply, await changeRole(db, actorOf(request), request.params.id, request.body))
    },
  )
  app.delete(
    '/api/v1/roles/:id',
    {
      config: { access: 'admin:write' },
      schema: { summary: 'Remove a role', tags, params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await removeRole(db, actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}
