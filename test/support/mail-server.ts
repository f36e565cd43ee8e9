import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { callbackify } from 'node:util'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

interface Received {
  readonly recipients: readonly string[]
  readonly mail: ParsedMail
  /** The message as sent over the wire. */
  readonly raw: string
}

/** A real mail server on a separate port, which can fail or be down for a while. */
export async function mailServer(t: Test) {
  const received: Received[] = []
  let failures: string[] = []
  let refusals: string[] = []
  const refusedAddresses = new Map<string, string>()
  const stalledAddresses = new Set<string>()
  let stop = async () => {}
  let unanswered = Promise.resolve()

  async function take(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<void> {
    const raw = await text(stream)
    const failure = failures.shift()
    if (failure !== undefined) throw Object.assign(new Error(failure), { responseCode: Number(failure.slice(0, 3)) })
    const recipients = envelope.rcptTo.map(({ address }) => address)
    received.push({ recipients, mail: await simpleParser(raw), raw })
    await unanswered
  }

  async function listen(port: number): Promise<number> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo({ address }, _session, done) {
        if (stalledAddresses.has(address)) return
        const refusal = refusedAddresses.get(address) ?? refusals.shift()
        if (refusal === undefined) return done()
        done(Object.assign(new Error(refusal.slice(4)), { responseCode: Number(refusal.slice(0, 3)) }))
      },
      onData: callbackify(take),
    })
    server.on('error', () => {}) // a client that was killed
    server.listen(port, '127.0.0.1')
    await once(server.server, 'listening')
    stop = async () => {
      stop = async () => {}
      await new Promise<void>((resolve) => {
        server.close(resolve)
      })
    }
    return (server.server.address() as AddressInfo).port
  }
  /** Listens in place of the mail server, and says nothing. */
  async function listenInSilence(): Promise<void> {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => sockets.add(socket.on('error', () => {}))).listen(port, '127.0.0.1')
    await once(server, 'listening')
    stop = async () => {
      stop = async () => {}
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    }
  }
  const port = await listen(0)
  t.teardown(() => stop())

  return {
    url: `smtp://127.0.0.1:${port}`,
    /** The variables of a service that sends its emails here. */
    variables: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'onboarding@platform.example' },
    received,
    to: (address: string) => received.filter(({ recipients }) => recipients.includes(address)),
    /** Sets the responses to the next emails, such as `451 try again later`. */
    fail: (...answers: string[]) => {
      failures = answers
    },
    /** Refuses the next recipients, with such replies. */
    refuse: (...answers: string[]) => {
      refusals = answers
    },
    /** Refuses this recipient with such a reply, and no other one. */
    refuseAddress: (address: string, answer: string) => void refusedAddresses.set(address, answer),
    /** Says nothing to emails for this recipient, until the returned function is called. */
    stall: (address: string) => {
      stalledAddresses.add(address)
      return () => void stalledAddresses.delete(address)
    },
    /** Accepts emails without acknowledging them, until the returned function is called. */
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      unanswered = promise
      return resolve
    },
    down: () => stop(),
    /** Accepts connections and says nothing. */
    hang: async () => {
      await stop()
      await listenInSilence()
    },
    up: async () => {
      await stop()
      await listen(port)
    },
  }
}

/** The link secret in the text of an email. */
export function secretIn({ mail }: Received): string {
  const [secret] = /obt_[\w-]+/.exec(mail.text ?? '') ?? []
  if (secret === undefined) throw new Error(`no link in: ${mail.text}`)
  return secret
}
