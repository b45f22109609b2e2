-- What a person allowed an MCP client outlives the browser session that they allowed it in: the
-- token goes on naming that session, and ends when it is revoked or unused for 30 days.
ALTER TABLE "auth"."oauth_refresh_tokens" DROP CONSTRAINT "oauth_refresh_tokens_session_id_fkey";
