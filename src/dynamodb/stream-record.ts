/** A change as it stands in the event of a function: the record of a stream, with AWS's keys in AWS's order. Pure. */
import { randomBytes } from 'node:crypto';
import type { Change } from './changes.ts';
import type { Item } from './items.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html */
export interface StreamRecord {
  /** 32 hex digits. */
  readonly eventID: string;
  readonly eventName: Change['eventName'];
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
  /** Of an item whose time to live was up. */
  readonly userIdentity?: { readonly principalId: string; readonly type: string };
  readonly eventSourceARN: string;
}

/** @param now - epoch milliseconds. */
export function toStreamRecord(change: Change, region: string, now: number): StreamRecord {
  const { eventName, keys, newImage, oldImage, sequenceNumber, sizeBytes, viewType, streamArn } = change;
  return {
    eventID: randomBytes(16).toString('hex'),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(now / 1000),
      Keys: keys,
      ...(newImage && { NewImage: newImage }),
      ...(oldImage && { OldImage: oldImage }),
      SequenceNumber: sequenceNumber,
      SizeBytes: sizeBytes,
      StreamViewType: viewType,
    },
    ...(change.isExpiry && {
      userIdentity: { principalId: 'dynamodb.amazonaws.com', type: 'Service' },
    }),
    eventSourceARN: streamArn,
  };
}
