package dev.sluice.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;

/** Hands out signed tokens for client credentials (RFC 6749, 4.4), and the key to verify them. */
final class TokenEndpoint {
  static final String CLIENT = "etl";
  static final String SECRET = "t\u00f6ken \"se\\cret'";
  static final String AUDIENCE = "kafka";

  private final HttpServer server;
  private final RSAKey key;
  private final RSAKey otherKey;

  TokenEndpoint() throws IOException, JOSEException {
    key = new RSAKeyGenerator(2048).keyID("1").algorithm(JWSAlgorithm.RS256).generate();
    otherKey = new RSAKeyGenerator(2048).keyID("1").algorithm(JWSAlgorithm.RS256).generate();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/jwks", exchange -> answer(exchange, 200, new JWKSet(key).toString()));
    server.createContext("/token", exchange -> token(exchange, key));
    server.createContext("/forged", exchange -> token(exchange, otherKey));
    server.start();
  }

  String url(String path) {
    return "http://localhost:" + server.getAddress().getPort() + "/" + path;
  }

  private static void token(HttpExchange exchange, RSAKey signing) throws IOException {
    String expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
    exchange.getRequestBody().readAllBytes();
    if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    answer(exchange, 200, "{\"access_token\":\"" + signed(signing) + "\",\"expires_in\":3600}");
  }

  private static String signed(RSAKey signing) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(signing.getKeyID()).build(),
              new JWTClaimsSet.Builder()
                  .subject(CLIENT)
                  .issuer("token-endpoint")
                  .audience(AUDIENCE)
                  .claim("scope", "kafka")
                  .jwtID(UUID.randomUUID().toString())
                  .issueTime(Date.from(Instant.now()))
                  .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                  .build());
      token.sign(new RSASSASigner(signing));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("signing a token", e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
