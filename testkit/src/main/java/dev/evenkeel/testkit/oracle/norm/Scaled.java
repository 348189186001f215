package dev.evenkeel.testkit.oracle.norm;

import dev.evenkeel.testkit.oracle.Given;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code y = gamma n + beta} with a gamma and beta for each {@code size} values in a row, where the layer has them:
 * {@code dn = gamma dy}, {@code dgamma = sum dy n}, {@code dbeta = sum dy}.
 */
record Scaled(Given given, int size) {
    double[] forward(double[] normalized) {
        double[] gamma = given.tensor("weight", size, 1);
        double[] beta = given.tensor("bias", size, 0);
        double[] y = new double[normalized.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = gamma[i % size] * normalized[i] + beta[i % size];
        }
        return y;
    }

    double[] backward(double[] dy) {
        double[] gamma = given.tensor("weight", size, 1);
        double[] dn = new double[dy.length];
        for (int i = 0; i < dy.length; i++) {
            dn[i] = gamma[i % size] * dy[i];
        }
        return dn;
    }

    Map<String, double[]> gradients(double[] normalized, double[] dy) {
        double[] dGamma = new double[size];
        double[] dBeta = new double[size];
        for (int i = 0; i < dy.length; i++) {
            dGamma[i % size] += dy[i] * normalized[i];
            dBeta[i % size] += dy[i];
        }
        Map<String, double[]> gradients = new LinkedHashMap<>();
        if (given.parameters().containsKey("weight")) {
            gradients.put("weight", dGamma);
        }
        if (given.parameters().containsKey("bias")) {
            gradients.put("bias", dBeta);
        }
        return gradients;
    }
}
