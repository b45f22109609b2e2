import { type NextRequest, NextResponse } from 'next/server';
import { requestPathHeader } from '#src/app/request-path-header.ts';

/** Tells the pages which path was asked for, so that sign-in can lead back to it. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set(requestPathHeader, request.nextUrl.pathname + request.nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: ['/chat/:path*', '/tasks/:path*'] };
