/** What goes wrong because somebody asked for it. */

export interface FaultFact {
  readonly type: 'fault.applied';
  readonly service: 'lambda' | 'connections' | 'dynamodb' | 'network';
  /** The function; method and path of the request; operation and tables; direction and connection of a frame. */
  readonly where: string;
  /** Of a frame: the connection, and whether it goes to the client or comes from it. */
  readonly frame?: { readonly connectionId: string; readonly direction: 'to' | 'from' };
  /** For people, such as `500 ms late, throttled`. */
  readonly what: string;
}
