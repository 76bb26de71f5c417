class Cycle:
    def __init__(self, *a):
        pass

    def run(self):
        pass
