from __future__ import annotations
import os, time, subprocess, sys
from typing import Any
import pytest
from terminal import CTRL_C, CTRL_D, Terminal
from tests.journeys.test_journey_edits import assigned, pick, schema_of
from tests.journeys.test_journey_practice_kept import restart, carry_on, sign_in

def answer_all(t, stops=()):
    while True:
        word=t.expect("Number or words","yes/no","]:","Done.","Saved as","?", "rror", *stops)
        if word in ("Done.","Saved as",*stops): return word
        t.type("")

@pytest.mark.timeout(400)
def test_window_then_terminal_then_window(driver, tmp_path):
    from wizard import wiring
    assigned(driver)
    pick(driver,"title")
    driver.find("expression").setPlainText('Join(" - ", [jobTitle], [department])')
    driver.quiet()
    driver.click("saveMappings")
    driver.next()
    c=driver.window.context
    sid=c.controller.setup_id
    path=wiring.setup_store().practice_path(sid)
    driver.until(lambda: c.controller.all_saved)
    # other process while open
    data=os.environ[wiring.DATA_VARIABLE]
    env={wiring.DATA_VARIABLE:data}
    def run(*a, **k):
        r=subprocess.run([sys.executable,"-m","wizard",*a],capture_output=True,text=True,env=os.environ|env,timeout=100,**k)
        print("$",a,r.returncode); print(r.stdout[-1800:]); print("ERR",r.stderr[-1500:])
        return r
    run("setup","--setup",sid, stdin=subprocess.DEVNULL)
    run("setups","list"); run("setups","delete",sid,"--yes"); run("setups","show",sid)
    run("support","make","--setup",sid,"/tmp/brk/x.cgsupport"); run("why","--setup",sid,"Door"); run("rehearse","--setup",sid); run("doctor","patch","--setup",sid); run("check","--setup",sid)
    restart(driver)
    c.controller._part() ; 
    with Terminal(tmp_path,"setup","--setup",sid,**env) as t:
        print("END",t.end.__name__)
        try:
            w=t.expect("Step 8 of 12","in use","open")
            print("W",w)
            for _ in range(40):
                w=t.expect("Number or words","(yes/no)","]:","Step 12","Saved as","Done.")
                if w in("Step 12","Saved as","Done."): break
                t.type("yes" if "now?" in t.screen[-120:] else "")
            print("AT",w)
            t.press(CTRL_C); print(t.end())
        finally:
            print(t.screen[-9000:])
    carry_on(driver,sid)
    print("window at", driver.journey.current.id, {s.id: driver.journey.settled(s.id) for s in driver.journey.steps})
    for s in driver.journey.steps: 
        r=driver.journey.result(s.id); print(s.id, r and (r.status,r.lapsed,dict(r.facts)))
    print(driver.page.problem.isVisible() and driver.page.problem._what.text())
    assert 0
