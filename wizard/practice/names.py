"""Word lists for the practice company. The combinations are invented; any similarity to real people is a
coincidence.
"""

from __future__ import annotations

GIVEN_NAMES = tuple(
    """Aaliyah Adaeze Ahmed Aiko Alejandro Amélie Amina Andrei Anh Anika Ann Aoife Ayşe Björn Bogdan Camille Chidi
    Chloé Clara Daniel Dimitri Elif Emeka Emily Eszter Fatima Femi Fiona Freya François Gabriela Giulia Grace Håkon
    Hana Hiroshi Ines Ingrid Ivan Jakub Jamal Jane Jesús João José Jürgen Kaja Kenji Kwame Lars Léa Liam Lin Linnéa
    Lucía Łukasz Maja Malik Mara Marek Márta Mehmet Mei Miguel Milan Mira Nadia Ngozi Niamh Nikos Noor Oda Olga Omar
    Örjan Paul Petra Pilar Priya Rafael Rania René Ravi Renée Rosa Samir Sanne Sigrún Siobhán Søren Sofía Tariq
    Thabo Thành Tomás Ulla Václav Wanjiru Wei Xavier Yara Yusuf Zofia Zoë""".split()  # noqa: SIM905
)

FAMILY_NAMES = tuple(
    """Abebe Adeyemi Ågren Aguilar Akhtar Álvarez Andersson Bakker Banerjee Baumann Berg Bianchi Björklund Çelik Chen
    Cohen D'Angelo D'Souza Dahl Demir Diallo Dubois Dvořák Eriksen Fernández Fischer García González Grünwald Gupta
    Haddad Håland Hansen Hernández Horváth Hughes Ibrahim Ionescu Iversen Jansen Jovanović Kamau Kaya Kim Klein
    Kovács Kowalska Kristjánsdóttir Kumar Lagerkvist Larsen Leclerc Lindström Lopes Mäkinen Martín Mbeki Meier
    Mensah Moreau Müller Muñoz Murphy N'Diaye Nakamura Năstase Nguyễn Nielsen Novák Nowak O'Brien O'Connor O'Neill
    Odhiambo Okafor Olsen Østby Papadopoulos Park Patel Peña Pereira Petrov Popović Quintana Rahman Ramírez Řezník
    Rossi Sánchez Sato Schäfer Schröder Sharma Silva Şimşek Sørensen Suzuki Szabó Tanaka Thompson Tóth Trần
    Vásquez Visser Weiß Wójcik Yılmaz Zając Zhang Żukowski""".split()  # noqa: SIM905
)

DEPARTMENTS = (
    ("Engineering", 26, ("Engineer", "Senior Engineer", "Lead Engineer", "Technician")),
    ("Operations", 22, ("Shift Supervisor", "Operator", "Planner")),
    ("Security", 12, ("Guard", "Control Room Operator")),
    ("Sales", 12, ("Account Manager", "Sales Representative")),
    ("Finance", 8, ("Accountant", "Controller")),
    ("Reception", 6, ("Receptionist",)),
    ("Human Resources", 6, ("HR Partner", "Recruiter")),
    ("IT", 5, ("System Administrator", "Support Specialist")),
    ("Legal", 3, ("Counsel",)),
)
"""Name, relative share of the people, job titles."""

CITIES = (
    ("Oslo", "NO"),
    ("Bergen", "NO"),
    ("Lisbon", "PT"),
    ("Gdańsk", "PL"),
    ("Singapore", "SG"),
    ("Halifax", "CA"),
)
"""City and country code."""

PARTNERS = ("contoso.example", "tidewater-crafts.example", "northpier.example")
"""Mail domains of the guests."""
