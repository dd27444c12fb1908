package io.parvada.peer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessPolicyTest {

    private static final String TOKEN = "0123456789abcdef";
    private static final InetAddress HERE = ip("127.0.0.1");
    private static final InetAddress ELSEWHERE = ip("10.0.0.7");

    private final AccessPolicy policy = new AccessPolicy(TOKEN, Set.of("peer1.example", "[2001:db8::1]"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8001",
                "LOCALHOST:8001",
                "127.0.0.1:8001",
                "[::1]:8001",
                "[::1]",
                "peer1.example:8001",
                "Peer1.Example",
                "[2001:db8::1]:8001"
            })
    void callerOnThisMachineThatNamesThisPeerIsAnAdmin(String host) {
        policy.requireAdmin(new AccessPolicy.Asker(HERE, host, null, null), "deleting a file");
        policy.requireAdmin(new AccessPolicy.Asker(ip("::1"), host, null, null), "deleting a file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:8001", "localhost.evil.example", "", "127.0.0.1.evil", "[::2]"})
    void pageThatRebindsItsNameToThisMachineIsNoAdmin(String host) {
        assertRefused(HERE, host, null, Reason.FORBIDDEN);
    }

    @Test
    void callerFromElsewhereNeedsTheToken() {
        assertRefused(ELSEWHERE, "localhost:8001", null, Reason.FORBIDDEN);
        policy.requireAdmin(new AccessPolicy.Asker(ELSEWHERE, "anything.example", TOKEN, null), "deleting a file");
    }

    @Test
    void wrongTokenIsRefusedFromThisMachineToo() {
        assertRefused(ELSEWHERE, "localhost", "0123456789abcdeF", Reason.UNAUTHENTICATED);
        assertRefused(ELSEWHERE, "localhost", "", Reason.UNAUTHENTICATED);
        assertRefused(HERE, "localhost", TOKEN + "0", Reason.UNAUTHENTICATED);
    }

    @Test
    void callThatNoBrowserCanMakeNeedsNoHost() {
        policy.requireAdmin(new AccessPolicy.Asker(HERE, null, null, null), "overwriting a file");
        assertRefused(ELSEWHERE, null, null, Reason.FORBIDDEN);
    }

    @Test
    void whereAccessIsNotOpenTheScopeAloneMakesAnAdmin() {
        AccessPolicy closed = new AccessPolicy(false, TOKEN, Set.of());
        closed.requireAdmin(
                new AccessPolicy.Asker(ELSEWHERE, "x.example", null, Set.of(Scope.ADMIN)), "deleting a file");
        for (Set<Scope> granted : Arrays.asList(null, Set.<Scope>of(), Set.of(Scope.READ, Scope.WRITE))) {
            assertThatThrownBy(() -> closed.requireAdmin(
                            new AccessPolicy.Asker(HERE, "localhost", TOKEN, granted), "deleting a file"))
                    .hasMessage("deleting a file needs the scope admin, or this peer's admin token");
        }
    }

    private void assertRefused(InetAddress caller, String host, String bearer, Reason reason) {
        assertThatThrownBy(() ->
                        policy.requireAdmin(new AccessPolicy.Asker(caller, host, bearer, null), "deleting a file"))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
