package io.parvada.peer.rest;

import io.parvada.peer.directory.Account;
import io.parvada.peer.directory.Accounts;
import io.parvada.peer.directory.DirectoryCallers;
import io.parvada.peer.directory.DirectoryStore.Page;
import io.parvada.peer.http.Callers;
import io.parvada.peer.http.MaxBody;
import io.parvada.peer.identity.AccessPolicy;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The directory's accounts, for its administrators: by a credential of scope admin, from loopback, or by the admin token. */
@RestController
@RequestMapping("/directory/accounts")
@ConditionalOnProperty("peer.directory.enabled")
final class AccountsController {

    private static final Set<Scope> OF_A_PEER = EnumSet.of(Scope.READ, Scope.WRITE);

    record NewAccount(String name, String password, Set<Scope> scopes) {
        @Override
        public String toString() {
            return "account " + name;
        }
    }

    record AllAccounts(List<Account> accounts, String next) {}

    private final Accounts accounts;
    private final DirectoryCallers callers;
    private final AccessPolicy access;

    AccountsController(Accounts accounts, DirectoryCallers callers, AccessPolicy access) {
        this.accounts = accounts;
        this.callers = callers;
        this.access = access;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Make an account; its scopes are read and write unless others are said")
    CompletableFuture<ResponseEntity<Account>> add(
            @RequestBody @MaxBody(bytes = 16 * 1024) NewAccount account, HttpServletRequest request) {
        requireAdmin(request, "making an account");
        return accounts.add(
                        account.name(),
                        Parameters.required("password", account.password()),
                        account.scopes() == null ? OF_A_PEER : account.scopes())
                .thenApply(made -> ResponseEntity.status(HttpStatus.CREATED).body(made));
    }

    @GetMapping
    @Operation(summary = "The accounts, by name")
    AllAccounts list(
            @RequestParam(required = false) String limit,
            @RequestParam(required = false) String after,
            HttpServletRequest request) {
        requireAdmin(request, "listing the accounts");
        Page<Account> page = accounts.list(after, Parameters.pageSize(limit));
        return new AllAccounts(page.items(), page.next());
    }

    @DeleteMapping("/{name}")
    @Operation(summary = "Remove an account; its peers are logged out at once")
    ResponseEntity<Void> remove(@PathVariable String name, HttpServletRequest request) {
        requireAdmin(request, "removing an account");
        accounts.remove(name);
        return ResponseEntity.noContent().build();
    }

    /** By a credential of this directory also where access is open, and nobody has looked at one yet. */
    private void requireAdmin(HttpServletRequest request, String whatFor) {
        String authorization = request.getHeader("Authorization");
        String scheme = Claims.PROOF_HEADER + " ";
        boolean shown = authorization != null && authorization.regionMatches(true, 0, scheme, 0, scheme.length());
        if (Callers.verified(request).isPresent() || !shown) {
            access.requireAdmin(Callers.asker(request), whatFor);
            return;
        }
        String proof = request.getHeader(Claims.PROOF_HEADER);
        if (!callers.caller(authorization, proof, request.getMethod(), request.getRequestURI())
                .allows(Scope.ADMIN)) {
            throw new PeerException(Reason.FORBIDDEN, whatFor + " needs the scope admin");
        }
    }
}
