/**
 * One run of the client: what the user said for every action, whom it asks, where it prints, and how it is interrupted.
 * It may touch {@code peer} and {@code output}, and keeps who the user is in files that only they can read.
 */
package io.parvada.cli.session;
