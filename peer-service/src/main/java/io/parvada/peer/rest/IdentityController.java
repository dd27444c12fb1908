package io.parvada.peer.rest;

import io.parvada.peer.http.Callers;
import io.parvada.peer.http.MaxBody;
import io.parvada.peer.pace.CallRates;
import io.parvada.peer.proof.Challenge;
import io.parvada.peer.proof.Prover;
import io.parvada.peer.proof.Statement;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class IdentityController {

    private final Prover prover;
    private final CallRates proofRates;

    IdentityController(Prover prover, CallRates proofRates) {
        this.prover = prover;
        this.proofRates = proofRates;
    }

    @PostMapping(path = "/identity", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "This peer signs who it is and where it lives, for one asker and its nonce")
    Statement identity(@RequestBody @MaxBody(bytes = 1024) Challenge challenge, HttpServletRequest request) {
        proofRates.take(Callers.address(request), CallRates.PROOFS);
        return prover.answer(challenge);
    }
}
