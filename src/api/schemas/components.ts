import { Adopted } from './account-adoption.ts'
import { LoginLink } from './account-management.ts'
import { Ask } from './asks.ts'
import { PlatformAuditEvent } from './audit-export.ts'
import { Account, ClientRecord, NextActionWord, Onboarding, ReadinessWord } from './client-record.ts'
import { ChangedClient, SyncedClient } from './client-change.ts'
import { ClientData } from './client-export.ts'
import { ClientCounts } from './client-counts.ts'
import { Clients } from './client-list.ts'
import { BulkLine, BulkSummary } from './client-bulk.ts'
import { ImportedLine, ImportSummary } from './client-import.ts'
import { Client, RemindersWord } from './clients.ts'
import { DeadJob, DeadJobPage, Replayed } from './dead-jobs.ts'
import { Diagnostics } from './diagnostics.ts'
import { AuditEvent, AuditEvents } from './events.ts'
import { Notice, NoticeToken } from './notices.ts'
import { LinkPreview } from './link-preview.ts'
import { Accepted, LeftSession, OpenedLink, OpenedSession, SentCode } from './links.ts'
import { Invited, Issued, OpenLink, Revoked } from './onboarding-tokens.ts'
import { Prefill } from './prefill.ts'
import { FieldFault, ProblemSchema } from './problems.ts'
import { ProviderEvent, ProviderEvents } from './provider-events.ts'
import { OutgoingData, OutgoingEvent } from './outgoing-events.ts'
import { Purpose, TokenStatus } from './token-words.ts'
import {
  DeliveryPage,
  DeliveryRecord,
  Redelivered,
  WebhookEndpoint,
  WebhookEndpointList,
  WebhookEndpointWithSecret,
} from './webhook-endpoints.ts'

/** The schemas with an `$id`. Other schemas refer to them by `ref`, and the document lists them as components. */
export const COMPONENTS = [
  Accepted,
  Account,
  Adopted,
  Ask,
  AuditEvent,
  AuditEvents,
  ChangedClient,
  Client,
  ClientCounts,
  ClientData,
  ClientRecord,
  Clients,
  DeadJob,
  DeadJobPage,
  DeliveryPage,
  DeliveryRecord,
  Diagnostics,
  FieldFault,
  ImportedLine,
  ImportSummary,
  BulkLine,
  BulkSummary,
  Invited,
  Issued,
  LeftSession,
  LinkPreview,
  LoginLink,
  NextActionWord,
  Onboarding,
  OpenedLink,
  OpenedSession,
  Notice,
  NoticeToken,
  OutgoingData,
  OutgoingEvent,
  PlatformAuditEvent,
  Prefill,
  ProblemSchema,
  ProviderEvent,
  ProviderEvents,
  Purpose,
  ReadinessWord,
  Redelivered,
  RemindersWord,
  Replayed,
  OpenLink,
  Revoked,
  SentCode,
  SyncedClient,
  TokenStatus,
  WebhookEndpoint,
  WebhookEndpointList,
  WebhookEndpointWithSecret,
]
