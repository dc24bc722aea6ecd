package com.example;

import dev.sevsim.junit.ScenarioTest;

class ScenariosTest {
    @ScenarioTest("classpath:scenarios")
    void scenarios() {}
}
