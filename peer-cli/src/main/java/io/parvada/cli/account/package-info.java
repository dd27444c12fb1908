/**
 * Who the user is at a directory: accounts, login, logout. It may touch {@code session}, {@code peer} and {@code output},
 * and loads no gRPC. A password is never an argument, and nothing of it is kept.
 */
package io.parvada.cli.account;
