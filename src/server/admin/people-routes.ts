// People with accounts: added, changed, removed, given a password. Each is a record; the password is not in it.

import { z } from 'zod';
import { GatewayError } from '../../domain/index.ts';
import {
  addPerson,
  changePerson,
  hashPassword,
  permissionsOf,
  ROLES,
  removePerson,
} from '../../identity/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';
import { requireNoMore } from './permissions.ts';

const personBody = z.strictObject({
  person: z.string(),
  roles: z.array(z.enum(ROLES)),
  groups: z.array(z.string()).default([]),
});
const passwordBody = z.strictObject({ password: z.string() });

export function peopleRoutes(app: AdminApp, deps: AdminDeps): void {
  const { control } = deps;

  app.get('/people', (context) =>
    context.json({
      people: control.identity.people().map((person) => ({
        ...person,
        has_password: control.passwords.of(person.person) !== undefined,
      })),
    }),
  );

  app.post('/people', async (context) => {
    const body = await readAdminBody(context, personBody);
    const event = addPerson(control.identity, body, deps.skeleton);
    requireNoMore(context.env.caller, permissionsOf(event.body.roles));
    await control.commitIdentity([event], context.env.caller.name);
    return context.json({ ...body }, 201);
  });

  app.put('/people/:person', async (context) => {
    const body = await readAdminBody(context, personBody);
    if (body.person !== context.req.param('person')) {
      throw new GatewayError('invalid_request', { publicMessage: 'person: the path names somebody else' });
    }
    const event = changePerson(control.identity, body);
    const before = control.identity.person(body.person)?.roles ?? [];
    requireNoMore(context.env.caller, permissionsOf([...before, ...event.body.roles]));
    await control.commitIdentity([event], context.env.caller.name);
    return context.json({ ...body });
  });

  app.put('/people/:person/password', async (context) => {
    const { password } = await readAdminBody(context, passwordBody);
    const person = context.req.param('person');
    const account = control.identity.person(person);
    if (account === undefined) {
      throw new GatewayError('not_found', { publicMessage: 'there is no account of this name' });
    }
    // Who knows the password speaks for that person.
    requireNoMore(context.env.caller, permissionsOf(account.roles));
    const verifier = await hashPassword(password, deps.randomBytes);
    await control.commitPassword(person, verifier, context.env.caller.name);
    return context.json({ changed: person });
  });

  app.delete('/people/:person', async (context) => {
    const person = context.req.param('person');
    await control.commitIdentity([removePerson(control.identity, person)], context.env.caller.name);
    return context.json({ removed: person });
  });
}
