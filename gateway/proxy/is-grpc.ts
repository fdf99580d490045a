import type { IncomingMessage } from 'node:http';

const GRPC = /^application\/grpc(?:$|[+;\s])/i;

/** True for the media types of gRPC; gRPC-Web is another, which fits into any HTTP. */
export const isGrpcType = (contentType: string | undefined): boolean =>
  contentType !== undefined && GRPC.test(contentType);

/** True for a gRPC call. Only a stream of HTTP/2 can be one: anywhere else its end could not be told. */
export const isGrpc = ({ method, headers, socket }: IncomingMessage): boolean =>
  'isStream' in socket && method === 'POST' && isGrpcType(headers['content-type']);
