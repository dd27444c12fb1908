package io.parvada.peer.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.RawHttp;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.peer.http.Problem;
import io.parvada.transfer.error.Reason;

/** What a failure must look like, whoever of Tomcat, Spring and Parvada found it. */
final class Expected {

    private Expected() {}

    static void problem(RawHttp.Answer answer, Reason reason) {
        problem(answer, reason, Problem.statusOf(reason));
    }

    static void problem(RawHttp.Answer answer, Reason reason, int status) {
        assertThat(answer.text()).doesNotContainIgnoringCase("<html");
        assertThat(answer.header("Content-Type")).isEqualTo(Problem.MEDIA_TYPE);
        assertThat(answer.header("Parvada-Peer-Id")).hasSize(26);
        Problem problem = ParvadaJson.mapper().readValue(answer.body(), Problem.class);
        assertThat(problem.reason()).as(answer.text()).isEqualTo(reason);
        assertThat(answer.status()).isEqualTo(status).isEqualTo(problem.status());
        assertThat(problem.detail()).isNotBlank();
        assertThat(problem.title()).isNotBlank();
    }
}
